import { randomBytes } from 'node:crypto'
import type { webhook } from '@line/bot-sdk'

const hex = (bytes: number) => randomBytes(bytes).toString('hex')

/** A webhook event as LINE sends it, with what a test changes of it. */
export function event(change: object = {}): webhook.Event & { replyToken: string } {
  return {
    type: 'message',
    mode: 'active',
    timestamp: Date.now(),
    webhookEventId: `01${hex(12).toUpperCase()}`,
    deliveryContext: { isRedelivery: false },
    source: { type: 'user', userId: `U${hex(16)}` },
    replyToken: hex(16),
    message: { id: '444573844083572737', type: 'text', quoteToken: 'q3Plxr4AgKd', text: 'hello' },
    ...change
  } as webhook.Event & { replyToken: string }
}

export const textEvent = (text: string, change: object = {}) =>
  event({ message: { id: '444573844083572737', type: 'text', quoteToken: 'q3Plxr4AgKd', text }, ...change })

export const stickerEvent = (change: object = {}) =>
  event({ message: { id: '1', type: 'sticker', packageId: '1', stickerId: '1', quoteToken: 'q' }, ...change })

export const redelivered = <E extends object>(original: E): E => ({
  ...original,
  deliveryContext: { isRedelivery: true }
})

export const callback = (...events: unknown[]) => ({ destination: `U${'8'.repeat(32)}`, events })
