import { type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser'
import { isTooDeep } from '../json.ts'
import { segmentsOf } from '../messages/paths.ts'

/** A range of a text, in UTF-16 code units. */
export interface Range {
  offset: number
  length: number
}

/** Parsed JSON with the position of each value, or the first syntax error. */
export type JsonText =
  | { value: unknown; rangeOf(pointer: string, part: 'name' | 'value'): Range }
  | { problem: Range & { message: string } }

/** Parses JSON and keeps the position of each value. Comments and trailing commas are errors. */
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

/** If a name occurs several times, the last property counts, as in `JSON.parse`. */
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
  InvalidSymbol: 'names and strings need double quotes',
  InvalidNumberFormat: 'this is not a number',
  PropertyNameExpected: 'expected a name in double quotes; the last property must not be followed by a comma',
  ValueExpected: 'expected a value; the last value must not be followed by a comma',
  ColonExpected: 'expected a colon',
  CommaExpected: 'expected a comma',
  CloseBraceExpected: 'expected }',
  CloseBracketExpected: 'expected ]',
  EndOfFileExpected: 'unexpected text after the end of the JSON',
  InvalidCommentToken: 'comments are not allowed',
  UnexpectedEndOfComment: 'comments are not allowed',
  UnexpectedEndOfString: 'missing closing quotation mark',
  UnexpectedEndOfNumber: 'this is not a number',
  InvalidUnicode: 'invalid \\u escape',
  InvalidEscapeCharacter: 'invalid escape',
  InvalidCharacter: 'line breaks, tabs and other control characters must be escaped'
}

function syntaxErrorIn(text: string): Range & { message: string } {
  const errors: ParseError[] = []
  try {
    parseTree(text, errors, { disallowComments: true })
  } catch {
    // nested too deeply for the recursive parser
  }
  const [first] = errors.sort((a, b) => a.offset - b.offset)
  if (!first) return { offset: 0, length: 1, message: 'Not JSON' }
  const { error, offset, length } = first
  return { offset, length, message: `Not JSON: ${SYNTAX_ERRORS[printParseErrorCode(error)]}` }
}
