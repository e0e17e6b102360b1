import type { messagingApi } from '@line/bot-sdk'
import { echo } from './echo.ts'
import type { EventKind, EventOf } from './event-kind.ts'

type Messages = messagingApi.Message[]

/** From an event to the messages to reply with, at most five; none for no reply. */
export type Handler<Kind extends EventKind = EventKind> = (
  event: EventOf<Kind>
) => Messages | Promise<Messages>

/** Which kind of event gets which handler; `default` gets those that no other takes. */
export type Handlers = { [Kind in EventKind]?: Handler<Kind> } & { default?: Handler }

export interface HandlerOptions {
  /** the reply to everything that is not text; without it, such events are ignored */
  defaultReplyText?: string | undefined
}

/** What this bot does. This is the place to write your own. */
export function createHandlers({ defaultReplyText }: HandlerOptions): Handlers {
  return {
    'message.text': ({ message }) => echo(message.text, message.emojis),
    ...(defaultReplyText && { default: () => echo(defaultReplyText) })
  }
}
