import type { EventKind, Handlers } from './types.ts'

/** Every kind that LINE has; the compiler sees to it that none is missing. */
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
 * What is wrong with a table of handlers, a sentence each. The compiler says it too, but the bot starts without being
 * compiled; and a handler for a kind that LINE does not have is never called.
 */
export function mistakesIn(handlers: Handlers): string[] {
  return Object.entries(handlers).flatMap(([kind, handler]) => {
    if (!Object.hasOwn(KINDS, kind))
      return `the handler of ${kind} is never called: LINE has no such kind. ${KNOWN}`
    if (handler !== undefined && typeof handler !== 'function')
      return `the handler of ${kind} is not a function`
    return []
  })
}

const KNOWN = `The kinds are: ${Object.keys(KINDS).join(', ')}`
