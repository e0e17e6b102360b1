/** LINE counts UTF-16 code units, as JavaScript does. https://developers.line.biz/en/docs/messaging-api/text-character-count/ */
export const UNITS_PER_MESSAGE = 5_000

/** In UTF-16 units. What people see as one character is shorter in any language; longer ones are made to take up room. */
const LONGEST_GRAPHEME = 100

/** The last place up to `end` where the text may be cut: between graphemes, or else never inside a surrogate pair. */
export function cut(text: string, start: number, end: number): number {
  if (end >= text.length) return text.length
  const grapheme = graphemeAt(text, end)
  if (grapheme > start && end - grapheme <= LONGEST_GRAPHEME) return grapheme
  return splitsPair(text, end) ? end - 1 : end
}

/** Where the character, as people see it, begins that the unit at `index` belongs to. */
export function graphemeAt(text: string, index: number): number {
  return graphemes().segment(text).containing(index)?.index ?? index
}

/** Is `index` between the two halves of a surrogate pair? */
export function splitsPair(text: string, index: number): boolean {
  return isSurrogate(text.charCodeAt(index - 1), 0xd800) && isSurrogate(text.charCodeAt(index), 0xdc00)
}

const isSurrogate = (unit: number, first: 0xd800 | 0xdc00) => unit >= first && unit < first + 0x400

let segmenter: Intl.Segmenter | undefined
/** Made when the first long text comes: it takes some milliseconds that a start need not spend. */
function graphemes(): Intl.Segmenter {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' })
  return segmenter
}
