import type * as webhook from '../openapi/webhook.ts'
import { createRecent } from './recent.ts'

const MINUTE = 60_000

/** The state of a reply token. */
export interface ReplyToken {
  webhookEventId: string
  /** the id of the user, group or room that receives the reply */
  chat: string
  chatType: webhook.Source['type'] | undefined
  /** when the event happened, in milliseconds since the epoch */
  eventAt: number
  /** time of the last delivery, in milliseconds since the epoch */
  deliveredAt: number
  /** the messages of the reply; set once */
  messages?: unknown[]
  /** the ids of the messages of the reply */
  sentIds?: string[]
}

/**
 * Reply tokens can be used once, within one minute of a delivery of their event, and within 20 minutes of the event.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#send-reply-message-reply-token
 */
export function createReplyTokens(now: () => number) {
  const tokens = createRecent<ReplyToken>(200_000)

  return {
    /** Makes a token valid for one minute from now. */
    delivered(replyToken: string, details: Omit<ReplyToken, 'deliveredAt'>): void {
      const known = tokens.get(replyToken)
      if (known) known.deliveredAt = now()
      else tokens.set(replyToken, { ...details, deliveredAt: now() })
    },

    get: (replyToken: string): ReplyToken | undefined => tokens.get(replyToken),

    isGood(replyToken: string): boolean {
      const token = tokens.get(replyToken)
      if (!token || token.messages) return false
      return now() - token.deliveredAt <= MINUTE && now() - token.eventAt <= 20 * MINUTE
    }
  }
}
