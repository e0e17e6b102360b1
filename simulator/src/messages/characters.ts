import type { TextLength } from './unknown-rules.ts'

export interface CharactersRule {
  min: number
  max: number
  /** counts grapheme clusters, not UTF-16 code units; the setting `textLength` can change that */
  graphemes?: boolean
}

export type CharactersProblem = 'empty' | 'long'

const segmenter = new Intl.Segmenter()

/**
 * Errors in the length of a text.
 *
 * @param textLength the unit for limits that the reference states in grapheme clusters
 * @see https://developers.line.biz/en/docs/messaging-api/text-character-count/
 */
export function charactersProblems(
  { min, max, graphemes }: CharactersRule,
  text: string,
  textLength: TextLength
): CharactersProblem[] {
  if (text.length < min) return ['empty']
  if (text.length <= max) return []
  return graphemes && hasAtMost(max, CHARACTERS[textLength](text)) ? [] : ['long']
}

const CHARACTERS: Record<TextLength, (text: string) => Iterable<unknown>> = {
  graphemes: (text) => segmenter.segment(text),
  codePoints: (text) => text,
  utf16: (text) => text.split('')
}

function hasAtMost(max: number, characters: Iterable<unknown>): boolean {
  let count = 0
  for (const _ of characters) {
    count++
    if (count > max) return false
  }
  return true
}
