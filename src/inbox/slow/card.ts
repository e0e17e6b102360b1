import type { messagingApi, webhook } from '@line/bot-sdk'
import type { SlowOptions } from '../../handlers/slow.ts'

/** The data of a button: the id of the answer that it fetches, when the question was asked, and the kind of its event. */
export type Tap = { id: string; askedAt: number; kind: string }

const DATA = /^slow:([\w-]{1,80}):([0-9a-z]{1,10}):([\w.]{1,60})$/

/** Returns the data of the button if the event is a tap of one. */
export function tapOf(event: webhook.Event): Tap | undefined {
  const { postback } = event as { postback?: { data?: unknown } }
  if (typeof postback?.data !== 'string') return
  const [, id, askedAt = '', kind] = postback.data.match(DATA) ?? []
  return id && kind ? { id, askedAt: Number.parseInt(askedAt, 36), kind } : undefined
}

/** Creates the message with the button, which stays in the chat. LINE allows 300 characters of `data`. */
export function cardOf({ id, askedAt, kind }: Tap, { working, button }: Required<SlowOptions>) {
  const data = `slow:${id}:${askedAt.toString(36)}:${kind}`
  const actions = [{ type: 'postback' as const, label: button, data }]
  const template = { type: 'buttons' as const, text: working, actions }
  return {
    type: 'template',
    altText: `${working} ${button}`,
    template
  } satisfies messagingApi.TemplateMessage
}
