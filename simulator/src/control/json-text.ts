import { type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser'
import { isTooDeep } from '../json.ts'
import { segmentsOf } from '../messages/paths.ts'

/** A part of a text: where it begins and how long it is, in UTF-16 code units. */
export interface Range {
  offset: number
  length: number
}

/** A text that is JSON, with the place of each value, or the first place where it is not JSON. */
export type JsonText =
  | { value: unknown; rangeOf(pointer: string, part: 'name' | 'value'): Range }
  | { problem: Range & { message: string } }

/** Parses JSON and keeps the place of each value. Comments and trailing commas are errors. */
export function readJsonText(text: string): JsonText {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { problem: syntaxErrorIn(text) }
  }
  if (isTooDeep(value)) return { problem: { offset: 0, length: 1, message: 'The JSON is nested too deeply' } }
  const tree = parseTree(text) as Node
  return { value, rangeOf: (pointer, part) => rangeOf(tree, pointer, part) }
}

/**
 * The range of a property's name or value. If the property is missing, the range of the value that should contain it.
 */
function rangeOf(tree: Node, pointer: string, part: 'name' | 'value'): Range {
  let found = tree
  let name: Node | undefined
  for (const segment of segmentsOf(pointer)) {
    const next = childOf(found, segment)
    if (!next) return found
    ;[name, found] = next
  }
  return part === 'name' && name ? name : found
}

/** Among properties with the same name the last one counts, as for `JSON.parse`. */
function childOf(
  { type, children = [] }: Node,
  segment: string | number
): [Node | undefined, Node] | undefined {
  if (type === 'array') {
    const item = children[Number(segment)]
    return item && [undefined, item]
  }
  const [name, value] =
    children.findLast(({ children: [name] = [] }) => name?.value === String(segment))?.children ?? []
  return value && [name, value]
}

/** By the parser's error code. */
const SYNTAX_ERRORS: Partial<Record<ReturnType<typeof printParseErrorCode>, string>> = {
  InvalidSymbol: 'names and texts need double quotes',
  InvalidNumberFormat: 'this is not a number',
  PropertyNameExpected: 'a name in double quotes is missing here; the last property has no comma after it',
  ValueExpected: 'a value is missing here; the last value has no comma after it',
  ColonExpected: 'a colon is missing here',
  CommaExpected: 'a comma is missing here',
  CloseBraceExpected: 'a } is missing here',
  CloseBracketExpected: 'a ] is missing here',
  EndOfFileExpected: 'the JSON ends before this',
  InvalidCommentToken: 'comments are not allowed',
  UnexpectedEndOfComment: 'comments are not allowed',
  UnexpectedEndOfString: 'the closing quotation mark is missing',
  UnexpectedEndOfNumber: 'this is not a number',
  InvalidUnicode: 'this \\u escape is invalid',
  InvalidEscapeCharacter: 'this escape is invalid',
  InvalidCharacter: 'a line break, a tab or another control character must be escaped'
}

function syntaxErrorIn(text: string): Range & { message: string } {
  const errors: ParseError[] = []
  try {
    parseTree(text, errors, { disallowComments: true })
  } catch {
    // nested so deeply that the parser, which recurses, cannot read it
  }
  const [first] = errors.sort((a, b) => a.offset - b.offset)
  if (!first) return { offset: 0, length: 1, message: 'Not JSON' }
  const { error, offset, length } = first
  return { offset, length, message: `Not JSON: ${SYNTAX_ERRORS[printParseErrorCode(error)]}` }
}
