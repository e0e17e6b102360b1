/**
 * Replaces the address of the repository by yours: in package.json, the Deploy button, app.json and the image's label.
 *
 *     npx node scripts/set-repository.ts https://github.com/me/my-bot
 */
import { globSync, readFileSync, writeFileSync } from 'node:fs'

const FILES = ['package.json', 'app.json', 'Dockerfile', '*.md', '{docs,simulator,bench}/**/*.md']

const after = nameOf(process.argv[2])
const before = nameOf(JSON.parse(readFileSync('package.json', 'utf8')).repository)
if (!after || !before) {
  console.error('Usage: npx node scripts/set-repository.ts https://github.com/me/my-bot')
  process.exit(1)
}
// `me/my-bot` on GitHub or its servers of files, and not the beginning of `me/my-bot-2`.
const address = new RegExp(`(github(?:usercontent)?\\.com/)${RegExp.escape(before)}(?![\\w-]|\\.\\w)`, 'g')
for (const file of globSync(FILES)) {
  const old = readFileSync(file, 'utf8')
  const text = old.replace(address, (_, host: string) => host + after)
  if (text === old) continue
  writeFileSync(file, text)
  console.log(`${file}: github.com/${after}`)
}

/** `me/my-bot`, from an address as GitHub shows it or as `git clone` accepts it. */
function nameOf(url = ''): string | undefined {
  return /^(?:https:\/\/|git@|ssh:\/\/git@)github\.com[/:]([\w-]+\/[\w.-]+?)(?:\.git)?\/?$/.exec(url)?.[1]
}
