import { type EventKind, type Handlers, MAX_MESSAGES_PER_REPLY, type Reply } from './types.ts'

/** Every kind that LINE has; the compiler checks that none is missing. */
const KINDS: Record<EventKind | 'default', true> = {
  'message.text': true,
  'message.image': true,
  'message.video': true,
  'message.audio': true,
  'message.file': true,
  'message.location': true,
  'message.sticker': true,
  messageEdited: true,
  unsend: true,
  follow: true,
  unfollow: true,
  join: true,
  leave: true,
  memberJoined: true,
  memberLeft: true,
  postback: true,
  videoPlayComplete: true,
  beacon: true,
  accountLink: true,
  membership: true,
  module: true,
  activated: true,
  deactivated: true,
  botSuspended: true,
  botResumed: true,
  delivery: true,
  default: true
}

/**
 * What is wrong with a table of handlers, one sentence each. The compiler reports the same, but the bot starts without
 * being compiled, and a handler for a kind that LINE does not have would never be called.
 */
export function validateHandlers(handlers: Handlers): string[] {
  return Object.entries(handlers).flatMap(([kind, handler]) => {
    if (!Object.hasOwn(KINDS, kind))
      return `the handler of ${kind} is never called: LINE has no such kind. ${KNOWN}`
    if (handler !== undefined && typeof handler !== 'function')
      return `the handler of ${kind} is not a function`
    return []
  })
}

const KNOWN = `The kinds are: ${Object.keys(KINDS).join(', ')}`

/**
 * The messages of a reply. A handler in JavaScript, or one with a cast, may return anything.
 *
 * @throws TypeError when it is no reply
 */
export function validateReply(reply: Reply, kind: string): NonNullable<Reply> {
  const messages: unknown = reply ?? []
  if (!Array.isArray(messages)) {
    const what = typeof messages === 'object' ? 'an object' : `a ${typeof messages}`
    throw new TypeError(`the handler of ${kind} returned ${what}: return an array of messages, or nothing`)
  }
  if (messages.length > MAX_MESSAGES_PER_REPLY) {
    throw new TypeError(
      `the handler of ${kind} returned ${messages.length} messages: LINE accepts at most ${MAX_MESSAGES_PER_REPLY} in a reply`
    )
  }
  return messages
}
