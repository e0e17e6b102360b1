import { findNodeAtLocation, parseTree } from 'jsonc-parser'
import type { LineError } from '../line-error.ts'
import { dotted, segmentsOf } from './paths.ts'

/**
 * What LINE says of a property with a wrong JSON type. LINE names no details; these are for the developer who looks
 * for the fault.
 *
 * @param source the request body as it came
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

/** Where a value begins in JSON; LINE writes `-` where it does not know. */
function placeOf(pointer: string, source: string): { line: number | '-'; column: number | '-' } {
  const tree = parseTree(source)
  const node = tree && findNodeAtLocation(tree, segmentsOf(pointer))
  if (!node) return { line: '-', column: '-' }
  const before = source.slice(0, node.offset).split('\n')
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 }
}
