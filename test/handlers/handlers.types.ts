/**
 * What the compiler keeps a bot's author from. Nothing here runs: `npm run typecheck` fails where a line after
 * `@ts-expect-error` has no error.
 */
import { slow } from '../../src/handlers/slow.ts'
import type { Handler, Handlers } from '../../src/handlers/types.ts'

/** Each event has what its kind has, without a cast. */
export const good: Handlers = {
  'message.text': ({ message }) => [{ type: 'text', text: message.text.toUpperCase() }],
  'message.sticker': ({ message }) => [
    { type: 'sticker', packageId: message.packageId, stickerId: message.stickerId }
  ],
  'message.location': ({ message }) => [{ type: 'text', text: `${message.latitude.toFixed()}` }],
  postback: async ({ postback }) => [{ type: 'text', text: postback.data }],
  follow: async ({ follow }, { log, line, signal }) => {
    log.info({ unblocked: follow.isUnblocked, aborted: signal.aborted }, 'a friend')
    const { displayName } = await (await line()).getProfile('U')
    return [{ type: 'text', text: displayName }]
  },
  unsend: () => undefined,
  leave: ({ source }, { log }) => {
    log.info({ type: source?.type }, 'gone')
  },
  unfollow: async (_event, { log }) => {
    log.info('gone')
  },
  memberJoined: () => [],
  default: ({ type }) => (type === 'message' ? [] : undefined)
}

/** A slow handler knows its event, too. */
export const slowOnes: Handlers = {
  'message.text': slow(async ({ message }, { signal }) => [
    { type: 'text', text: `${message.text.toUpperCase()} ${signal.aborted}` }
  ]),
  postback: slow(({ postback }) => [{ type: 'text', text: postback.data }], { patienceMs: 0 }),
  // @ts-expect-error a sticker has no text
  'message.sticker': slow(({ message }) => [{ type: 'text', text: message.text }])
}

/** A bot without handlers has nothing to say, and that is allowed. */
export const none: Handlers = {}

export const typoInMessageKind: Handlers = {
  // @ts-expect-error there is no such kind
  'message.tetx': () => []
}

export const typoInEventKind: Handlers = {
  // @ts-expect-error there is no such kind
  folow: () => []
}

export const messageIsNoKind: Handlers = {
  // @ts-expect-error it is `message.text`, `message.image` …
  message: () => []
}

export const missingProperty: Handlers = {
  // @ts-expect-error a text message needs its text
  follow: () => [{ type: 'text' }]
}

export const unknownMessage: Handlers = {
  // @ts-expect-error LINE has no such message
  follow: () => [{ type: 'hologram', depth: 3 }]
}

export const wrongType: Handlers = {
  // @ts-expect-error ids are strings
  'message.sticker': () => [{ type: 'sticker', packageId: 446, stickerId: 1988 }]
}

export const noArray: Handlers = {
  // @ts-expect-error an array of messages
  follow: () => ({ type: 'text', text: 'hi' })
}

export const justText: Handlers = {
  // @ts-expect-error messages, no string
  follow: async () => 'hi'
}

export const stickersHaveNoText: Handlers = {
  // @ts-expect-error a sticker has no text
  'message.sticker': ({ message }) => [{ type: 'text', text: message.text }]
}

export const followsHaveNoMessage: Handlers = {
  // @ts-expect-error only messages have one
  follow: ({ message }) => [{ type: 'text', text: message.text }]
}

// @ts-expect-error only postbacks have data
export const dataOfJoin: Handler<'join'> = ({ postback }) => [{ type: 'text', text: postback.data }]

export const unknownContext: Handlers = {
  // @ts-expect-error there is no `push`
  follow: (_event, { push }) => push()
}

export const forgottenAwait: Handlers = {
  // @ts-expect-error the client comes as a promise
  follow: async (_event, { line }) => [{ type: 'text', text: (await line().getBotInfo()).displayName }]
}
