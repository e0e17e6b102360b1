import { findNodeAtLocation, parseTree } from 'jsonc-parser'
import type { LineError } from '../line-error.ts'
import { dotted, segmentsOf } from './paths.ts'

/**
 * LINE's error for a property of the wrong JSON type. LINE's own error has no details; these help the developer.
 *
 * @param source the raw request body
 */
export function wrongType(pointer: string, message: string, source: string): LineError {
  const property = dotted(pointer)
  const { line, column } = placeOf(pointer, source)
  return {
    status: 400,
    body: {
      message: `The property, '${property}', in the request body is invalid (line: ${line}, column: ${column})`,
      details: [{ message, property }]
    }
  }
}

/** The position of a value in JSON; LINE writes `-` if it is unknown. */
function placeOf(pointer: string, source: string): { line: number | '-'; column: number | '-' } {
  const tree = parseTree(source)
  const node = tree && findNodeAtLocation(tree, segmentsOf(pointer))
  if (!node) return { line: '-', column: '-' }
  const before = source.slice(0, node.offset).split('\n')
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 }
}
