import type { messagingApi, webhook } from '@line/bot-sdk'
import type { SlowOptions } from '../../handlers/slow.ts'

/** What a button says: whose answer it fetches, when that was asked, and by what kind of event. */
export type Tap = { id: string; askedAt: number; kind: string }

const DATA = /^slow:([\w-]{1,80}):([0-9a-z]{1,10}):([\w.]{1,60})$/

/** The tap that an event is, if it is one. */
export function tapOf(event: webhook.Event): Tap | undefined {
  const { postback } = event as { postback?: { data?: unknown } }
  if (typeof postback?.data !== 'string') return
  const [, id, askedAt = '', kind] = postback.data.match(DATA) ?? []
  return id && kind ? { id, askedAt: Number.parseInt(askedAt, 36), kind } : undefined
}

/** The message with the button, which stays in the chat. LINE allows 300 characters of data. */
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
