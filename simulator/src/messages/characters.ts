export interface CharactersRule {
  min: number
  max: number
  /** counts grapheme clusters, not UTF-16 code units */
  graphemes?: boolean
}

export type CharactersProblem = 'empty' | 'long'

const segmenter = new Intl.Segmenter()

/**
 * What LINE has against a text's length.
 *
 * @see https://developers.line.biz/en/docs/messaging-api/text-character-count/
 */
export function charactersProblems(
  { min, max, graphemes }: CharactersRule,
  text: string
): CharactersProblem[] {
  if (text.length < min) return ['empty']
  if (text.length <= max) return []
  return graphemes && hasAtMost(max, text) ? [] : ['long']
}

function hasAtMost(max: number, text: string): boolean {
  let count = 0
  for (const _ of segmenter.segment(text)) {
    count++
    if (count > max) return false
  }
  return true
}
