import type { Readable } from 'node:stream'
import type { LineBotClient, messagingApi, webhook } from '@line/bot-sdk'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'

/** The type of a message: `text`, `sticker` … */
type MessageType = webhook.MessageContent['type']

/**
 * The kinds of events: for a message `message.` and its type, e.g. `message.text`; otherwise the event's type, e.g. `follow`.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#webhook-event-objects
 */
export type EventKind = `message.${MessageType}` | Exclude<webhook.Event['type'], 'message'>

/**
 * The event of a kind, as LINE's SDK types it.
 *
 * @example const textOf = ({ message }: EventOf<'message.text'>): string => message.text
 */
export type EventOf<Kind extends EventKind> = Kind extends `message.${infer Type}`
  ? webhook.MessageEvent & { message: Extract<webhook.MessageContent, { type: Type }> }
  : Extract<webhook.Event, { type: Kind }>

/** A picture, sound, video or other file. */
export interface MediaFile {
  /** its media type, e.g. `image/jpeg` */
  type: string
  body: Uint8Array | AsyncIterable<Uint8Array>
}

/** A file that a user sent. */
export interface Content extends MediaFile {
  /** fails with the code `ERR_CONTENT_TOO_LARGE` after `maxBytes`, and with the reason of `signal` when that aborts */
  body: Readable
}

export interface ContentOptions {
  /** the limit in bytes. Default: 10 MB, LINE's limit for a picture that a bot sends. Users may send 200 MB of video */
  maxBytes?: number
}

export interface ServeOptions {
  /** how long the address is valid, in milliseconds; an hour by default */
  keepForMs?: number
}

/** The second argument of a handler. Each part is created when the handler uses it. */
export interface HandlerContext {
  /**
   * The bot's log. Each line has the event's id. Do not log what users wrote.
   *
   * @example
   * const unfollow: Handler<'unfollow'> = (_event, { log }) => void log.info('a user blocked the bot')
   */
  readonly log: FastifyBaseLogger
  /**
   * Resolves with LINE's own client, for everything but the reply. Its calls have no time limit. The bot loads it when it
   * starts if a handler has a second parameter, so that no event waits 180 ms for that.
   *
   * @example
   * const follow: Handler<'follow'> = async ({ source }, { line }) => {
   *   if (source?.type !== 'user' || !source.userId) return
   *   const { displayName } = await (await line()).getProfile(source.userId)
   *   return echo(`Hello, ${displayName}!`)
   * }
   * @throws HTTPFetchError of LINE's SDK, from a call that LINE refuses: its `status` is LINE's
   * @see https://line.github.io/line-bot-sdk-nodejs/
   */
  readonly line: () => Promise<LineBotClient>
  /**
   * Resolves with what the user sent in an image, video, audio or file message, once LINE has prepared it. It comes from
   * LINE, or from the address that a LIFF app sent.
   *
   * @example
   * const image: Handler<'message.image'> = async ({ message }, { content }) => {
   *   const { body } = await content({ maxBytes: 1_000_000 })
   *   await pipeline(body, createWriteStream(`${message.id}.jpg`))
   *   return echo('Saved.')
   * }
   * @throws Error with the code `ERR_CONTENT_TOO_LARGE`, also while `body` is read
   * @throws LineError when LINE refuses the request or no longer has the content; its `status` is LINE's
   * @see https://developers.line.biz/en/reference/messaging-api/#get-content
   */
  readonly content: (options?: ContentOptions) => Promise<Content>
  /**
   * Keeps a file of at most 10 MB, and resolves with an address at which LINE and users can fetch it. The address is
   * signed, so it cannot be guessed. The file is in the memory of this process, or in Redis if the bot has one.
   *
   * @example
   * const text: Handler<'message.text'> = async ({ message }, { serve }) => {
   *   const url = await serve({ type: 'image/png', body: await drawChart(message.text) }, { keepForMs: 60_000 })
   *   return [{ type: 'image', originalContentUrl: url, previewImageUrl: url }]
   * }
   * @throws Error when the file is too large, when there is no room for it, or when the webhook URL that is registered at
   *   LINE, from which the bot derives its own address, is missing or not https (http is accepted on localhost)
   */
  readonly serve: (file: MediaFile, options?: ServeOptions) => Promise<string>
  /**
   * Aborts when it is too late for a reply: 50 seconds after the webhook, or for a `slow` handler when the bot gives up.
   * Pass it to every long operation.
   *
   * @example
   * const location: Handler<'message.location'> = async ({ message: { latitude, longitude } }, { signal }) => {
   *   const response = await fetch(`https://weather.example/${latitude},${longitude}`, { signal })
   *   return echo(await response.text())
   * }
   */
  readonly signal: AbortSignal
}

/** @see https://developers.line.biz/en/reference/messaging-api/#send-reply-message */
export const MAX_MESSAGES_PER_REPLY = 5

/**
 * At most five messages; `undefined` or an empty list for no reply.
 *
 * @example const reply: Reply = [{ type: 'text', text: 'Hello' }, { type: 'sticker', packageId: '446', stickerId: '1988' }]
 * @see https://developers.line.biz/en/reference/messaging-api/#message-objects
 */
export type Reply = messagingApi.Message[] | undefined

/**
 * Returns the reply to an event. If it throws, the event is `failed`, and the handler is called again when LINE redelivers
 * the event or, with Redis, after a pause. Its side effects may therefore happen twice.
 *
 * @example const sticker: Handler<'message.sticker'> = ({ message }) => echo(`A sticker of package ${message.packageId}`)
 */
export type Handler<Kind extends EventKind = EventKind> = (
  event: EventOf<Kind>,
  context: HandlerContext
) => Reply | Promise<Reply>

/**
 * The handlers of a bot by kind of event. `default` gets the events that have no handler of their own.
 *
 * @example
 * const handlers: Handlers = {
 *   'message.text': ({ message }) => echo(message.text),
 *   default: ({ type }) => echo(`I cannot answer a ${type} yet.`)
 * }
 */
export type Handlers = { [Kind in EventKind]?: Handler<Kind> } & { default?: Handler }

/** Settings of the environment for the handlers. */
export interface HandlerOptions {
  /** `DEFAULT_REPLY_TEXT`: the reply to everything but text. Without it, such events are ignored */
  defaultReplyText?: string | undefined
}

/**
 * Creates the handlers of a bot. Called once, when the bot starts; if it throws, the bot does not start.
 *
 * @example
 * export const createHandlers: CreateHandlers = ({ defaultReplyText }) => ({
 *   'message.text': ({ message }) => echo(message.text, message.emojis),
 *   follow: () => echo(defaultReplyText ?? 'Hello!')
 * })
 */
export type CreateHandlers = (options: HandlerOptions) => Handlers | Promise<Handlers>

/**
 * Adds routes of your own to the process `web`. `app` is a Fastify scope that parses JSON bodies; its hooks and plugins
 * do not affect the bot. It has `app.config` and `app.bot`.
 *
 * @example
 * export const createRoutes: CreateRoutes = (app) => {
 *   app.get('/friends', async () => {
 *     const line = await app.bot.line.sdk()
 *     const { followers } = await line.getNumberOfFollowers('20261128')
 *     return { followers }
 *   })
 * }
 * @see https://fastify.dev/docs/latest/Reference/Routes/
 */
export type CreateRoutes = (app: FastifyInstance) => void | Promise<void>

/** The exports of `src/handlers/handlers.ts`, and of each file in `examples/`. */
export interface BotDefinition {
  createHandlers: CreateHandlers
  createRoutes?: CreateRoutes
}
