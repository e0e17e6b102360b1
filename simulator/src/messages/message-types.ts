import { isObject, isTooDeep, type JsonObject } from '../json.ts'
import { converting } from './ajv.ts'
import { compile, withoutNulls } from './check-body.ts'
import { coupon } from './coupon.ts'
import './flex/box.ts'
import type * as messagingApi from '../openapi/messaging-api.ts'
import { flex } from './flex/container.ts'
import { MAX_DEPTH } from './flex/rules.ts'
import { imagemap } from './imagemap.ts'
import type { Fault, Words } from './line-words.ts'
import { location } from './location.ts'
import { audio, image, sticker, video } from './media.ts'
import type { Finding, MessageContext, MessageType } from './message.ts'
import { isOutside } from './paths.ts'
import { template } from './template.ts'
import { text } from './text.ts'
import { textV2 } from './text-v2.ts'

/** In the order of LINE's error message, as far as it is known. */
const TYPES: Record<messagingApi.Message['type'], MessageType> = {
  text,
  image,
  video,
  audio,
  location,
  sticker,
  template,
  imagemap,
  flex,
  textV2,
  coupon
}
const UNKNOWN_TYPE = `Must be one of the following values: [${Object.keys(TYPES).join(', ')}]`

/** The schemas of all message types. */
export const messageSchemas = Object.values(TYPES).map(({ schema }) => schema)

const compiled = new Map(
  Object.entries(TYPES).map(([name, { schema, ...rules }]) => {
    const wordsOf = (pointer: string) => wordsAt(name, pointer)
    return [
      name,
      {
        ...rules,
        faultsOf: compile(schema, wordsOf),
        faultsWhenConverting: compile(schema, wordsOf, converting)
      }
    ]
  })
)

/** An error in a message; `at` is a JSON pointer into it. */
export type MessageFault = Fault & Finding & { words?: Words }

/**
 * Errors in a message. LINE checks its size, then its schema, then the rules that span several properties, and stops
 * at the first step with errors. A property that is null counts as missing.
 *
 * @param isComplete whether to continue where LINE stops
 */
export function faultsOfMessage(value: unknown, context: MessageContext, isComplete = false): MessageFault[] {
  if (value === null) return [{ at: '', message: 'May not be empty' }]
  if (!isObject(value)) return [{ at: '', message: 'Must be an object', isWrongType: true }]
  const { type: name } = value
  if (name === undefined || name === null) return [{ at: '/type', message: 'May not be empty' }]
  const type = typeof name === 'string' ? compiled.get(name) : undefined
  if (!type) return [{ at: '/type', message: UNKNOWN_TYPE }]
  const message = withoutNulls(value) as JsonObject
  const worded = (finding: Finding) => ({ ...finding, words: wordsAt(name, finding.at) })
  const oversize = (type.isTooLarge?.(message) ?? []).map(worded)
  if (oversize.length > 0 && (!isComplete || isTooDeep(message, MAX_DEPTH))) return oversize
  const { rules } = context
  const faults = rules.convertScalars
    ? type.faultsWhenConverting(message, rules)
    : type.faultsOf(message, rules)
  if (faults.length > 0 && !isComplete) return faults
  const isSound = isOutside(faults.map(({ at }) => at))
  const findings = (type.findings?.(message, context, isSound) ?? []).map(worded)
  return [...oversize, ...faults, ...findings]
}

/** LINE's wording for errors at a path in a message. */
function wordsAt(type: unknown, pointer: string): Words {
  if (type === 'flex' && pointer.startsWith('/contents')) return 'flex'
  if (type === 'template' && pointer.startsWith('/template')) return 'content'
  return /^\/quickReply\/items\/\d+\/action/.test(pointer) ? 'content' : 'request'
}
