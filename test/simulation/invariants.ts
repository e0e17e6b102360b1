import type { LineAnswer, Outcome } from '../../src/inbox/outcome.ts'
import type { EventAtLine, SimulatedLine } from './simulated-line.ts'
import { slowViolations } from './slow-invariants.ts'
import type { OutcomeLine, Trace } from './trace.ts'

/** A webhook that a process answered. */
export interface AnsweredWebhook {
  process: number
  webhookEventIds: string[]
  status: number
  /** how many outcome lines had been written before the answer */
  outcomesBefore: number
  /** in milliseconds since the epoch */
  receivedAt: number
  /** the process was stopping, and looked at none of its events */
  isShed: boolean
  /** how long the answer took */
  ms: number
}

export interface Observations {
  line: SimulatedLine
  trace: Trace
  answered: AnsweredWebhook[]
  stops: { ms: number; leftInFlight: number }[]
  /** why the process that was alive last would take no more events, before its stop */
  unavailable: string | undefined
  timersLeft: number
}

export const SETTLED: Outcome[] = ['replied', 'ignored', 'rejected', 'unconfirmed']
export const ANSWER_WITHIN_MS = 1_500
const DRAIN_TIMEOUT_MS = 20_000
export const STOP_WITHIN_MS = 25_000
const REPLY_WITHIN_MS = 50_000
/** A reply is given up when the next pause, of 8 seconds at most, ends after its deadline. */
const LAST_PAUSE_MS = 8_200
/** In so much time, a reply is attempted more than twice. */
const TIME_FOR_ATTEMPTS_MS = 45_000

/** What must be true after every history, whatever happened in it. Returns what is not, in sentences. */
export function violationsOf(seen: Observations): string[] {
  return [
    ...seen.answered.flatMap((webhook) => untrueAnswer(webhook, seen)),
    ...seen.line.events.flatMap((event) => untrueOutcomes(event, seen.trace.outcomes)),
    ...seen.line.events.flatMap((event) => lostReplies(event, seen)),
    ...seen.line.events.flatMap((event) => earlyEnds(event, seen)),
    ...slowViolations(seen),
    ...leftovers(seen)
  ]
}

/** A webhook that got 200 has every event settled, or in hand; every answer comes in time. */
function untrueAnswer(webhook: AnsweredWebhook, { trace }: Observations): string[] {
  const { process, status, webhookEventIds, outcomesBefore, ms } = webhook
  const violations: string[] = []
  if (ms > ANSWER_WITHIN_MS) violations.push(`a webhook was answered after ${ms} ms`)
  if (![200, 400, 503].includes(status)) violations.push(`a webhook was answered ${status}`)
  if (status !== 200) return violations
  const before = trace.outcomes.slice(0, outcomesBefore).filter((line) => line.process === process)
  for (const id of webhookEventIds) {
    const isSettled = before.some(
      ({ webhookEventId, result }) =>
        webhookEventId === id && (SETTLED.includes(result.outcome) || result.outcome === 'working')
    )
    if (!isSettled) violations.push(`200, but process ${process} had not settled ${id}`)
  }
  return violations
}

/** Each outcome in the log is true of what LINE saw; each process settles an event once. */
function untrueOutcomes(event: EventAtLine, lines: OutcomeLine[]): string[] {
  const violations: string[] = []
  const own = lines.filter(({ webhookEventId }) => webhookEventId === event.id)
  const count = (outcome: Outcome, among = own) =>
    among.filter(({ result }) => result.outcome === outcome).length
  if (count('replied') > event.accepted)
    violations.push(`${event.id} is replied, and LINE accepted ${event.accepted} replies`)
  if (count('unconfirmed') > 0 && event.askedBy.length === 0)
    violations.push(`${event.id} is unconfirmed, and LINE was never asked`)
  for (const { result } of own) {
    if (result.outcome !== 'failed') continue
    if (result.reason === 'handler' && event.handler !== 'throws')
      violations.push(`${event.id}: its handler is blamed, and did not throw`)
    if (result.reason === 'line-unavailable' && gaveUpEarly(result, event))
      violations.push(`${event.id} was given up after ${result.tries} attempts`)
  }
  for (const process of new Set(own.map((line) => line.process))) {
    const ofProcess = own.filter((line) => line.process === process)
    const settled = ofProcess.filter(({ result }) => SETTLED.includes(result.outcome))
    if (settled.length > 1)
      violations.push(
        `process ${process} settled ${event.id} ${settled.length} times: ${settled.map(({ result }) => result.outcome)}`
      )
    if (count('duplicate', ofProcess) > 0 && settled.length === 0)
      violations.push(`${event.id} is a duplicate in process ${process}, of nothing that it settled`)
  }
  return violations
}

/** Whether there was time for more attempts. Those for an access token are not counted. */
const gaveUpEarly = (
  { tries, message = '', ms = 0 }: LineAnswer & { ms?: number },
  { handler }: EventAtLine
) =>
  handler === 'replies' &&
  ms > TIME_FOR_ATTEMPTS_MS &&
  tries < 3 &&
  !message.startsWith('no channel access token')

/** No event is answered twice; one that was acknowledged has its reply, unless its outcome says why not. */
function lostReplies(event: EventAtLine, { trace, answered }: Observations): string[] {
  if (event.accepted > 1) return [`LINE accepted ${event.accepted} replies to ${event.id}`]
  const violations: string[] = []
  const lines = trace.outcomes.filter(({ webhookEventId }) => webhookEventId === event.id)
  // A process cannot know what another one did that was killed; but it knows its own attempts.
  for (const { process, result } of lines) {
    const isOnlyAsker = event.askedBy.every((other) => other === process)
    if (result.outcome === 'rejected' && event.accepted > 0 && isOnlyAsker)
      violations.push(`${event.id} is rejected, and LINE accepted a reply to it`)
  }
  const isAcknowledged = answered.some(
    ({ status, webhookEventIds }) => status === 200 && webhookEventIds.includes(event.id)
  )
  // Those in hand are looked at elsewhere.
  const expectsReply = event.handler === 'replies' || event.handler === 'slow'
  const isToldOtherwise = lines.some(({ result }) => ['unconfirmed', 'rejected'].includes(result.outcome))
  if (isAcknowledged && expectsReply && event.accepted === 0 && !isToldOtherwise)
    violations.push(`${event.id} was acknowledged, and LINE accepted no reply to it`)
  return violations
}

/** A reply that LINE may still accept is tried until 50 seconds after the last delivery of its event. */
function earlyEnds({ id, timestamp }: EventAtLine, { trace, answered }: Observations): string[] {
  const failed = trace.outcomes.filter(
    ({ webhookEventId, result }) =>
      webhookEventId === id && result.outcome === 'failed' && result.reason === 'line-unavailable'
  )
  return failed.flatMap(({ process, at }) => {
    const isBefore = (webhook: AnsweredWebhook) =>
      webhook.process === process &&
      !webhook.isShed &&
      webhook.receivedAt < at &&
      webhook.webhookEventIds.includes(id)
    const receivedAt = Math.max(...answered.filter(isBefore).map((webhook) => webhook.receivedAt))
    const deadline = Math.min(receivedAt + REPLY_WITHIN_MS, timestamp + 20 * 60_000)
    return at + LAST_PAUSE_MS < deadline ? [`${id} was given up ${deadline - at} ms before its deadline`] : []
  })
}

/** Nothing is left behind, and every stop ends in time. */
function leftovers({ stops, unavailable, timersLeft }: Observations): string[] {
  return [
    ...stops.filter(({ ms }) => ms > STOP_WITHIN_MS).map(({ ms }) => `a stop took ${ms} ms`),
    ...stops
      .filter(({ ms, leftInFlight }) => leftInFlight > 0 && ms < DRAIN_TIMEOUT_MS)
      .map(({ ms, leftInFlight }) => `a stop left ${leftInFlight} events in flight after ${ms} ms`),
    ...(unavailable ? [`nothing is under way, and events are refused: ${unavailable}`] : []),
    ...(timersLeft > 0 ? [`${timersLeft} timers are left`] : [])
  ]
}
