import type { webhook } from '@line/bot-sdk'
import type { FastifyBaseLogger } from 'fastify'
import type { Delivery, Outcome, Result } from '../inbox/inbox.ts'
import { kindOf } from './event-kind.ts'

const LEVELS = {
  replied: 'info',
  ignored: 'info',
  duplicate: 'info',
  unconfirmed: 'warn',
  rejected: 'warn',
  failed: 'error'
} as const satisfies Record<Outcome, string>

const REMEDIES: Record<string, string> = {
  credentials: 'LINE refuses the channel access token: check LINE_CHANNEL_ACCESS_TOKEN',
  'line-unavailable': 'no reply got through to LINE: a redelivery tries again',
  handler: 'the handler threw: a redelivery tries again'
}

/**
 * Writes the one line that the log has for an event: its id, kind and outcome, and how long it took from the
 * webhook to here, in milliseconds. Nothing of its content, no user's id, no token.
 */
export function createReportEvent(log: FastifyBaseLogger) {
  return function reportEvent(event: webhook.Event, id: string, result: Result, delivery: Delivery): void {
    const { outcome, ...details } = result
    log[LEVELS[outcome]](
      {
        reqId: delivery.reqId,
        webhookEventId: id,
        kind: kindOf(event),
        outcome,
        ...details,
        ms: Math.round(Date.now() - delivery.receivedAt)
      },
      REMEDIES[result.reason ?? ''] ?? outcome
    )
  }
}
