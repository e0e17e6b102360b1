import { readFileSync } from 'node:fs'

/** Shows the comment that a program begins with, and ends it. */
export function showHelp(file: string): never {
  const comment = /\/\*\*(.*?)\*\//s.exec(readFileSync(file, 'utf8'))?.[1] ?? ''
  console.log(comment.replace(/^ \* ?/gm, '').trim())
  process.exit()
}
