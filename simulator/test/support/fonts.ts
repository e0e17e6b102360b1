import { execFileSync } from 'node:child_process'

/** What fontconfig calls a script, and the smallest Debian package with its letters. */
const FONTS = {
  Thai: [':lang=th', 'fonts-tlwg-loma-ttf'],
  Japanese: [':charset=3042', 'fonts-wqy-microhei'],
  Chinese: [':lang=zh-tw', 'fonts-wqy-microhei'],
  Arabic: [':lang=ar', 'fonts-dejavu-core'],
  emoji: [':charset=1f468', 'fonts-symbola']
} as const

/** Why a test with letters of a script is skipped, if it is; where `CI` is set, a missing font is a failure. */
export function withoutFont(script: keyof typeof FONTS): string | false {
  const [pattern, debianPackage] = FONTS[script]
  if (process.env.CI || hasFont(pattern)) return false
  return `there is no font for ${script}: apt-get install -y --no-install-recommends fontconfig ${debianPackage}`
}

function hasFont(pattern: string): boolean {
  try {
    return execFileSync('fc-list', [pattern, 'family'], { stdio: ['ignore', 'pipe', 'ignore'] }).length > 0
  } catch {
    return false // no fontconfig
  }
}
