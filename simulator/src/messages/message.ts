import { type Static, type TProperties, type TSchema, Type } from 'typebox'
import { type FormRules, shared } from './ajv.ts'
import { QuickReply } from './quick-reply.ts'
import { Sender } from './sender.ts'
import type { UnknownRules } from './unknown-rules.ts'

/** An error in a message that matches its schema; `at` is a JSON pointer into the message. */
export interface Finding {
  at: string
  message: string
  /** LINE checks it only if the whole request matches its schema */
  isContent?: true
}

/** Properties of the request that contains a message. */
export interface MessageContext {
  rules: Pick<UnknownRules, 'acceptBlankText' | 'convertScalars'> & FormRules
  /** recipient: one user, a group or room, or many users; undefined if the message is only validated */
  recipient?: 'user' | 'group' | 'many'
}

/**
 * Whether the value at a JSON pointer into a message, or its absence, matches the schema. This does not include the
 * value's members: ask for each of them.
 */
export type IsSound = (at: string) => boolean

/** A message type: its schema, and the rules that span several properties. */
export interface MessageType {
  schema: TSchema
  /** errors that LINE reports before it validates the message */
  isTooLarge?(message: Record<string, unknown>): Finding[]
  findings?(message: Record<string, unknown>, context: MessageContext, isSound: IsSound): Finding[]
}

const quickReply = shared('QuickReply', QuickReply)
const sender = shared('Sender', Sender)

/** @see https://developers.line.biz/en/reference/messaging-api/#message-common-properties */
export const Message = <Name extends string, Properties extends TProperties>(
  type: Name,
  properties: Properties
) =>
  Type.Object({
    type: Type.Literal(type),
    ...properties,
    quickReply: Type.Optional(quickReply),
    sender: Type.Optional(sender)
  })

/**
 * Creates a message type. Its rules get messages that match the schema. If they also have to report errors in other
 * messages, they must read only values that are sound.
 */
export function messageType<Schema extends TSchema>(
  schema: Schema,
  rules: {
    isTooLarge?: MessageType['isTooLarge']
    findings?: (message: Static<Schema>, context: MessageContext, isSound: IsSound) => Finding[]
  } = {}
): MessageType {
  return { schema, ...rules } as MessageType
}
