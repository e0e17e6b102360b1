import type { FastifyBaseLogger } from 'fastify'
import { kindOf } from './event-kind.ts'
import { type FailureReason, isExpired, type Outcome, type Result } from './outcome.ts'
import type { ReportOutcome } from './types.ts'

type Level = 'debug' | 'info' | 'warn' | 'error'

const LEVELS: Record<Outcome, Level> = {
  stored: 'debug', // the process that handles it logs it, too
  replied: 'info',
  ignored: 'info',
  duplicate: 'info',
  unconfirmed: 'warn',
  postponed: 'warn',
  rejected: 'warn',
  failed: 'error'
}

const REMEDIES: Record<FailureReason | 'expired', string> = {
  credentials:
    'LINE refuses the credentials: check LINE_CHANNEL_ACCESS_TOKEN or, where none is set, LINE_CHANNEL_ID and LINE_CHANNEL_SECRET',
  'line-unavailable': 'no reply got through to LINE',
  handler: 'the handler threw, or returned no reply that can be sent: err says which',
  'handler-timeout': 'the handler took longer than the reply token is valid: LINE was not asked',
  internal: 'a bug of the bot itself, not of its handlers: please report err',
  'not-stored': 'Redis did not take the event: LINE was told to deliver it again',
  interrupted:
    'a process ended while it handled the event, and it was too late to try again: LINE may have the reply',
  expired: 'too late for a reply: no process took the event in time'
}

/**
 * Writes the one line that the log has for an event: its id, kind and outcome, and how long it took from the
 * webhook to here, in milliseconds. Nothing of its content, no user's id, no token.
 */
export function createEventLog(log: FastifyBaseLogger): ReportOutcome {
  return function logOutcome(event, webhookEventId, result, { reqId, receivedAt }) {
    const ms = Math.round(Date.now() - receivedAt)
    const facts = { reqId, webhookEventId, kind: kindOf(event), ...result, ms }
    try {
      log[levelOf(result)](facts, messageOf(result))
    } catch {
      // A handler may throw anything, also what throws when it is written.
      log[levelOf(result)]({ ...facts, err: 'cannot be written' }, messageOf(result))
    }
  }
}

const levelOf = (result: Result): Level => (isExpired(result) ? 'warn' : LEVELS[result.outcome])

function messageOf(result: Result): string {
  if (isExpired(result)) return REMEDIES.expired
  return result.outcome === 'failed' || result.outcome === 'postponed'
    ? REMEDIES[result.reason]
    : result.outcome
}
