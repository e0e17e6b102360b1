/**
 * Replaces the repository's address with yours in both package.json files, the Deploy button, app.json, the images' labels
 * and the documents, and the names of the images.
 *
 *     npx node scripts/set-repository.ts https://github.com/me/my-bot
 *
 * .github/workflows/set-repository.yml runs it on the first push to a new repository.
 */
import { globSync, readFileSync, writeFileSync } from 'node:fs'

const FILES = [
  '{,simulator/}{package.json,Dockerfile}',
  'app.json',
  'docs/hosts/*.yaml',
  '*.md',
  '{docs,bench,simulator,simulator/docs}/*.md',
  'simulator/examples/**/*.{js,yml}'
]

const after = nameOf(process.argv[2])
const before = nameOf(JSON.parse(readFileSync('package.json', 'utf8')).repository)
if (!after || !before) {
  console.error('Usage: npx node scripts/set-repository.ts https://github.com/me/my-bot')
  process.exit(1)
}
// Matches `me/my-bot` on GitHub or its file server, but not the beginning of `me/my-bot-2`.
const address = new RegExp(`(github(?:usercontent)?\\.com/)${RegExp.escape(before)}(?![\\w-]|\\.\\w)`, 'g')
const ownerOf = (name: string) => name.split('/')[0] as string
// Image names are lower case. The bot's image is named after the repository, the simulator's after its owner.
const botImage = new RegExp(`(ghcr\\.io/)${RegExp.escape(before)}(?![\\w-]|\\.\\w)`, 'gi')
const image = new RegExp(`(ghcr\\.io/)${RegExp.escape(ownerOf(before))}(?=/)`, 'gi')
for (const file of globSync(FILES)) {
  const old = readFileSync(file, 'utf8')
  const text = old
    .replace(address, (_, host: string) => host + after)
    .replace(botImage, (_, host: string) => host + after.toLowerCase())
    .replace(image, (_, host: string) => host + ownerOf(after).toLowerCase())
  if (text === old) continue
  writeFileSync(file, text)
  console.log(`${file}: github.com/${after}`)
}

/** Returns `me/my-bot` from an address as GitHub shows it or as `git clone` accepts it. */
function nameOf(url = ''): string | undefined {
  return /^(?:https:\/\/|git@|ssh:\/\/git@)github\.com[/:]([\w-]+\/[\w.-]+?)(?:\.git)?\/?$/.exec(url)?.[1]
}
