import { readFileSync } from 'node:fs'

/** Prints the comment at the top of a program as its help, and exits. */
export function showHelp(file: string): never {
  const comment = /\/\*\*(.*?)\*\//s.exec(readFileSync(file, 'utf8'))?.[1] ?? ''
  console.log(comment.replace(/^ \* ?/gm, '').trim())
  process.exit()
}
