import { readFileSync } from 'node:fs'
import { basename } from 'node:path'

/** A doc comment, its lines without their stars, and what it is about. */
export interface DocComment {
  /** e.g. `slow.ts:43` */
  at: string
  lines: string[]
  /** the first line of code after it */
  declaration: string
}

/** The doc comments of a file. */
export function docCommentsOf(file: string): DocComment[] {
  const source = readFileSync(file, 'utf8')
  return [...source.matchAll(/^ *\/\*\* ?((?:(?!\*\/).)*)\*\/\n?([^\n]*)/gms)].map(
    ({ 1: text = '', 2: declaration = '', index }) => ({
      at: `${basename(file)}:${source.slice(0, index).split('\n').length}`,
      lines: text.split('\n').map((line) => line.replace(/^ *\* ?/, '').trimEnd()),
      declaration
    })
  )
}

/** The code in a comment: what follows `@example`, and lines that are indented by four spaces. */
export function examplesIn({ lines }: DocComment): string[] {
  const [description = [], ...tags] = lines.reduce<string[][]>(
    (parts, line) => {
      if (line.startsWith('@')) parts.push([])
      parts.at(-1)?.push(line)
      return parts
    },
    [[]]
  )
  const examples = tags
    .map((tag) => tag.join('\n'))
    .filter((tag) => tag.startsWith('@example'))
    .map((tag) => tag.replace('@example', ''))
  const indented = description.join('\n').match(/^ {4}.*(?:\n(?: {4}.*)?)*/gm) ?? []
  return [...indented, ...examples].map((code) => code.trim())
}
