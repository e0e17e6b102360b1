import type { FastifyBaseLogger } from 'fastify'
import { createThrottledLog } from '../log/throttle.ts'
import { type Failure, type FailureReason, isExpired, type Outcome, type Result } from './outcome.ts'
import type { ReportOutcome } from './types.ts'

export type Level = 'debug' | 'info' | 'warn' | 'error'

const LEVELS: Record<Outcome, Level> = {
  stored: 'debug', // the process that handles it logs its outcome
  working: 'info',
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
    'LINE refused the credentials: check LINE_CHANNEL_ACCESS_TOKEN or, if it is not set, LINE_CHANNEL_ID and LINE_CHANNEL_SECRET',
  'line-unavailable': 'LINE accepted no reply: it did not respond, or responded with 429 or 5xx',
  handler: 'the handler threw, or returned something that is not a reply: see err',
  'handler-timeout': 'the handler was still running when it became too late to reply: no reply was sent',
  internal: 'a bug in the bot itself, not in its handlers: please report it with err',
  'not-stored': 'Redis did not accept the event: asked LINE to redeliver',
  interrupted:
    'a process exited while it handled the event, and it is too late for a retry: LINE may have the reply',
  expired: 'too late for a reply: no process handled the event in time'
}

/**
 * Logs the outcome of each event in one line: its id, kind, outcome, and the milliseconds since its webhook arrived, but
 * no content, user id or token. During an outage of LINE every event is `postponed` and redelivered as a `duplicate`; of
 * each of these outcomes, ten lines in 10 s are logged, and the others are counted, unless the log has the level `debug`.
 */
export function createEventLog(log: FastifyBaseLogger) {
  const lines = ['debug', 'trace'].includes(log.level) ? Number.POSITIVE_INFINITY : 10
  const throttled = createThrottledLog(log, { lines, windowMs: 10_000 })

  function write(
    ...[{ id: webhookEventId, kind }, result, { reqId, receivedAt }]: Parameters<ReportOutcome>
  ) {
    const ms = Math.round(Date.now() - receivedAt)
    const facts = { reqId, webhookEventId, kind, ...result, ms }
    const { outcome } = result
    if (outcome === 'duplicate') throttled.write('info', { outcome }, facts, outcome)
    else if (outcome === 'postponed' && isOutage(result))
      throttled.write('warn', { outcome, reason: result.reason }, facts, messageOf(result))
    else logSafely(log, levelOf(result), facts, messageOf(result))
  }

  /** Logs the numbers of lines left out so far. Call it before the process exits. */
  return { write, flush: throttled.flush }
}

const isOutage = ({ reason }: Failure) => reason === 'line-unavailable' || reason === 'credentials'

/** Logs a line even if serializing its fields throws, because a handler may throw any value. */
export function logSafely(log: FastifyBaseLogger, level: Level, facts: object, message: string): void {
  try {
    log[level](facts, message)
  } catch {
    log[level]({ ...facts, err: 'cannot be serialized' }, message)
  }
}

const levelOf = (result: Result): Level => (isExpired(result) ? 'warn' : LEVELS[result.outcome])

function messageOf(result: Result): string {
  if (isExpired(result)) return REMEDIES.expired
  return result.outcome === 'failed' || result.outcome === 'postponed'
    ? REMEDIES[result.reason]
    : result.outcome
}
