/** LINE counts UTF-16 code units, as JavaScript does. https://developers.line.biz/en/docs/messaging-api/text-character-count/ */
export const UNITS_PER_MESSAGE = 5_000

/** In UTF-16 units. Graphemes are shorter in any language; longer ones are artificial. */
const LONGEST_GRAPHEME = 100

/** Returns the last index up to `end` to cut the text at: between graphemes if possible, never in a surrogate pair. */
export function cut(text: string, start: number, end: number): number {
  if (end >= text.length) return text.length
  const grapheme = graphemeAt(text, end)
  if (grapheme > start && end - grapheme <= LONGEST_GRAPHEME) return grapheme
  return splitsPair(text, end) ? end - 1 : end
}

/** Returns the start of the grapheme that contains the unit at `index`. */
export function graphemeAt(text: string, index: number): number {
  return graphemes().segment(text).containing(index)?.index ?? index
}

/** Whether `index` is between the two halves of a surrogate pair. */
export function splitsPair(text: string, index: number): boolean {
  return isSurrogate(text.charCodeAt(index - 1), 0xd800) && isSurrogate(text.charCodeAt(index), 0xdc00)
}

const isSurrogate = (unit: number, first: 0xd800 | 0xdc00) => unit >= first && unit < first + 0x400

let segmenter: Intl.Segmenter | undefined
/** Created for the first long text, because it takes some milliseconds that would delay startup. */
function graphemes(): Intl.Segmenter {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' })
  return segmenter
}
