import { type Static, type TProperties, type TSchema, Type } from 'typebox'
import { type FormRules, shared } from './ajv.ts'
import { QuickReply } from './quick-reply.ts'
import { Sender } from './sender.ts'
import type { UnknownRules } from './unknown-rules.ts'

/** Something wrong with a message that has the right form; `at` is a JSON pointer into the message. */
export interface Finding {
  at: string
  message: string
  /** LINE reads it only when the whole request has the right form */
  isContent?: true
}

/** What is known of the request that carries a message. */
export interface MessageContext {
  rules: Pick<UnknownRules, 'acceptBlankText' | 'convertScalars'> & FormRules
  /** where the message goes: to one user, to a group or room, or to many users at once; unknown when it is only validated */
  recipient?: 'user' | 'group' | 'many'
}

/**
 * Whether the value at a JSON pointer into a message, or its absence, has the right form; whether its own members have, must be
 * asked for each of them.
 */
export type IsSound = (at: string) => boolean

/** A type of message: its form, and the rules across its properties. */
export interface MessageType {
  schema: TSchema
  /** what is refused before LINE looks into the message */
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
 * A type of message. Its rules take the messages that its schema accepts; when the rules are to report what they can of another
 * message, they must read only what is sound.
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
