import type { Readable } from 'node:stream'
import type { LineBotClient, messagingApi, webhook } from '@line/bot-sdk'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'

/** What a message event's message can be: `text`, `sticker`, … */
type MessageType = webhook.MessageContent['type']

/** What a handler can be written for: an event's type, for messages with the message's: `message.text`, `follow` … */
export type EventKind = `message.${MessageType}` | Exclude<webhook.Event['type'], 'message'>

/** The event of a kind, with LINE's type: `EventOf<'message.text'>['message']['text']` is a string. */
export type EventOf<Kind extends EventKind> = Kind extends `message.${infer Type}`
  ? webhook.MessageEvent & { message: Extract<webhook.MessageContent, { type: Type }> }
  : Extract<webhook.Event, { type: Kind }>

/** A picture, a sound, a video, any file. */
export interface MediaFile {
  /** its media type, e.g. `image/jpeg` */
  type: string
  body: Uint8Array | AsyncIterable<Uint8Array>
}

/** What a user sent. */
export interface Content extends MediaFile {
  /** ends with an error when it has more than `maxBytes`, or when the handler's time is over */
  body: Readable
}

export interface ContentOptions {
  /** 10 MB by default, which is what LINE takes of a picture; users may send 200 MB of video */
  maxBytes?: number
}

export interface ServeOptions {
  /** for how long; an hour by default */
  keepForMs?: number
}

/** What a handler may use beside its event. Whatever it does not touch is never made. */
export interface HandlerContext {
  /** the bot's log; each line says which event it belongs to. Nothing that a user wrote belongs there */
  readonly log: FastifyBaseLogger
  /**
   * LINE's own client, for everything but the reply: `(await line()).getProfile(userId)`,
   * `(await line()).getMessageContent(messageId)`. It has no time limit. The bot loads it at its start if a handler has a
   * second parameter, so that no event waits for that.
   *
   * @see https://line.github.io/line-bot-sdk-nodejs/
   */
  readonly line: () => Promise<LineBotClient>
  /**
   * What the user sent with an image, video, audio or file message, from LINE or from where a LIFF app has it. Waits
   * while LINE prepares it.
   *
   *     const { type, body } = await content({ maxBytes: 1_000_000 })
   *     await pipeline(body, createWriteStream(path))
   *
   * @throws Error with `code: 'ERR_CONTENT_TOO_LARGE'`, here or from `body`
   */
  readonly content: (options?: ContentOptions) => Promise<Content>
  /**
   * Keeps a file of at most 10 MB, and resolves with an address at which LINE and its users can get it: in this process,
   * or with Redis for all processes. The address is signed, and nobody can guess it.
   *
   *     const url = await serve({ type: 'image/png', body: await drawChart() })
   *
   * @throws Error when the file is too large, or when the webhook URL that is registered at LINE, by which the bot knows
   *   its own address, is not https
   */
  readonly serve: (file: MediaFile, options?: ServeOptions) => Promise<string>
  /** aborts when it is too late for a reply: for `fetch` and whatever else takes long */
  readonly signal: AbortSignal
}

/** https://developers.line.biz/en/reference/messaging-api/#send-reply-message */
export const MAX_MESSAGES_PER_REPLY = 5

/** At most five messages to reply with; nothing, or an empty list, for no reply. */
export type Reply = messagingApi.Message[] | undefined

/**
 * From an event to what the bot replies. What it throws makes the event `failed`: it is handled again when LINE
 * delivers it again, or, with Redis, after a pause. So whatever else a handler does, it may do twice.
 */
export type Handler<Kind extends EventKind = EventKind> = (
  event: EventOf<Kind>,
  context: HandlerContext
) => Reply | Promise<Reply>

/** Which kind of event gets which handler; `default` gets those that no other takes. */
export type Handlers = { [Kind in EventKind]?: Handler<Kind> } & { default?: Handler }

/** What the environment says to the handlers. */
export interface HandlerOptions {
  /** the reply to everything that is not text; without it, such events are ignored */
  defaultReplyText?: string | undefined
}

/** Creates the handlers of a bot, once, when it starts. */
export type CreateHandlers = (options: HandlerOptions) => Handlers | Promise<Handlers>

/**
 * Adds routes of your own to the process `web`. It gets a Fastify scope, in which JSON bodies are parsed, hooks and
 * plugins stay, and `app.config` and `app.bot` are there:
 *
 *     export const createRoutes: CreateRoutes = (app) => {
 *       app.get('/menu.json', async () => menu)
 *     }
 */
export type CreateRoutes = (app: FastifyInstance) => void | Promise<void>

/** A bot: what `src/handlers/handlers.ts` exports, and each example. */
export interface BotDefinition {
  createHandlers: CreateHandlers
  createRoutes?: CreateRoutes
}
