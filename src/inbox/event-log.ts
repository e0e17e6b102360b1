import type { webhook } from '@line/bot-sdk'
import type { FastifyBaseLogger } from 'fastify'
import { kindOf } from './event-kind.ts'
import type { JournalKeeper } from './last-activity.ts'
import type { Delivery, Outcome, Result } from './types.ts'

const LEVELS = {
  stored: 'debug', // who handles it has a line, too
  replied: 'info',
  ignored: 'info',
  duplicate: 'info',
  unconfirmed: 'warn',
  postponed: 'warn',
  rejected: 'warn',
  failed: 'error'
} as const satisfies Record<Outcome, string>

const REMEDIES: Record<string, string> = {
  credentials:
    'LINE refuses the credentials: check LINE_CHANNEL_ACCESS_TOKEN or, where none is set, LINE_CHANNEL_ID and LINE_CHANNEL_SECRET',
  'line-unavailable': 'no reply got through to LINE',
  handler: 'the handler threw, or returned no reply that can be sent: err says which',
  'not-stored': 'Redis did not take the event: LINE was told to deliver it again',
  interrupted:
    'a process ended with the event in hand, and it was too late to try again: LINE may have the reply',
  expired: 'too late for a reply: no process took the event in time'
}

/**
 * Writes the one line that the log has for an event: its id, kind and outcome, and how long it took from the
 * webhook to here, in milliseconds. Nothing of its content, no user's id, no token. The journal is told, too.
 */
export function createReportEvent(log: FastifyBaseLogger, journal: Pick<JournalKeeper, 'ended'>) {
  return function reportEvent(event: webhook.Event, id: string, result: Result, delivery: Delivery): void {
    const { outcome, reason = '' } = result
    journal.ended(result)
    const level = reason === 'expired' ? 'warn' : LEVELS[outcome]
    log[level](
      {
        reqId: delivery.reqId,
        webhookEventId: id,
        kind: kindOf(event),
        ...result,
        ms: Math.round(Date.now() - delivery.receivedAt)
      },
      REMEDIES[reason] ?? outcome
    )
  }
}
