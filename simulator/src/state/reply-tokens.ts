import type * as webhook from '../openapi/webhook.ts'
import { createRecent } from './recent.ts'

const MINUTE = 60_000

/** What the platform knows of a reply token. */
export interface ReplyToken {
  webhookEventId: string
  /** the user's, group's or room's id that a reply goes to */
  chat: string
  chatType: webhook.Source['type'] | undefined
  /** when the event happened, in milliseconds since the epoch */
  eventAt: number
  /** when it was delivered last */
  deliveredAt: number
  /** what was replied; set once */
  messages?: unknown[]
  /** the ids that the messages of the reply got */
  sentIds?: string[]
}

/**
 * Reply tokens are good once, for one minute after each delivery of their event, and never later than 20 minutes
 * after the event.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#send-reply-message-reply-token
 */
export function createReplyTokens(now: () => number) {
  const tokens = createRecent<ReplyToken>(200_000)

  return {
    /** Makes a token good for another minute. */
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
