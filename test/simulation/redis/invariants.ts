import { isExpired, type Outcome, type Result } from '../../../src/inbox/outcome.ts'
import { speed } from '../bot-time.ts'
import { ANSWER_WITHIN_MS, type AnsweredWebhook, SETTLED, STOP_WITHIN_MS } from '../invariants.ts'
import type { EventAtLine, SimulatedLine } from '../simulated-line.ts'
import { slowViolations } from '../slow-invariants.ts'
import type { OutcomeLine, Trace } from '../trace.ts'
import type { RedisHistory } from './history.ts'
import type { Lag } from './lag.ts'
import type { RedisContent } from './server.ts'

export interface RedisObservations {
  history: RedisHistory
  line: SimulatedLine
  trace: Trace
  answered: AnsweredWebhook[]
  stops: { at: number; ms: number; leftInFlight: number }[]
  /** what is in Redis after all processes have stopped */
  content: RedisContent
  /** why a process that runs takes no events, long after all trouble is over */
  unavailable: string | undefined
  /** since when Redis, LINE and all processes are well, in milliseconds since the epoch */
  calmSince: number
  lag: Lag
  /** this machine did not lag so long that what must be in time could not be */
  isTimely: boolean
  /** this machine did not lag so long that the bot could take Redis to be silent */
  isRedisHeard: boolean
}

/** Until when the bot may reply to an event, after its last webhook. */
const REPLY_WITHIN_MS = 50_000
const MINUTE_MS = 60_000
/** An outage is noticed after a second of silence, and another process learns of it with its next webhook. */
const NOTICED_MS = 1_500
/**
 * Where all is well for so long before that, it must have replied: 2 seconds to connect again, 15 until another process
 * takes the event, 8 until the next attempt, and 5 for it.
 */
const RECOVERY_MS = 30_000
/** An event is given up when the next pause, of 8 seconds at most, ends after its deadline. */
const LAST_PAUSE_MS = 10_000

/** What must be true after every history, whatever happened in it. Returns what is not, in sentences. */
export function violationsOf(seen: RedisObservations): string[] {
  return [
    ...seen.answered.flatMap((webhook) => untrueAnswer(webhook, seen)),
    ...seen.answered.flatMap((webhook) => acknowledgedInOutage(webhook, seen)),
    ...seen.line.events.flatMap((event) => untrueOutcomes(event, seen)),
    ...seen.line.events.flatMap((event) => lostReplies(event, seen)),
    ...seen.line.events.flatMap((event) => earlyEnds(event, seen)),
    ...unansweredButtons(seen),
    ...leftovers(seen)
  ]
}

/** A webhook that got 200 has every event stored, now or before; every answer comes in time. */
function untrueAnswer(
  { process, status, ...webhook }: AnsweredWebhook,
  { trace, lag, isTimely }: RedisObservations
) {
  const violations: string[] = []
  const { ms, receivedAt, webhookEventIds, outcomesBefore } = webhook
  if (isTimely && ms > ANSWER_WITHIN_MS + lag.total(receivedAt, receivedAt + ms))
    violations.push(`a webhook was answered after ${botMs(ms)} ms`)
  if (![200, 503].includes(status)) violations.push(`a webhook was answered ${status}`)
  if (status !== 200) return violations
  const before = trace.outcomes.slice(0, outcomesBefore).filter((line) => line.process === process)
  for (const id of webhookEventIds) {
    const isStored = before.some(
      ({ webhookEventId, result }) =>
        webhookEventId === id && ['stored', 'duplicate'].includes(result.outcome)
    )
    if (!isStored) violations.push(`200, but process ${process} had not stored ${id}`)
  }
  return violations
}

/** Once an attempt has shown that LINE is down, a webhook gets 200 only when its events are settled, wherever. */
function acknowledgedInOutage(
  { process, status, receivedAt, ms, webhookEventIds, outcomesBefore }: AnsweredWebhook,
  { line, trace, history, lag, isTimely }: RedisObservations
): string[] {
  const { metAt, endsAt } = line.outage()
  const isKnown = receivedAt > metAt + NOTICED_MS + lag.total(metAt, receivedAt) && receivedAt + ms < endsAt
  if (status !== 200 || !isKnown || !isTimely || history.troubles.length > 0) return []
  const settled = trace.outcomes
    .slice(0, outcomesBefore)
    .filter(({ result }) => SETTLED.includes(result.outcome))
  return webhookEventIds
    .filter((id) => !settled.some(({ webhookEventId }) => webhookEventId === id))
    .map((id) => `200 from process ${process} while LINE was down, and nobody had settled ${id}`)
}

/** Each outcome in the log is true of what LINE saw; where nothing interferes, an event is settled once. */
function untrueOutcomes(event: EventAtLine, { history, trace, isTimely }: RedisObservations): string[] {
  const violations: string[] = []
  const lines = trace.outcomes.filter(({ webhookEventId }) => webhookEventId === event.id)
  const count = (outcome: Outcome) => lines.filter(({ result }) => result.outcome === outcome).length
  const isUndisturbed =
    history.troubles.length === 0 && history.ends.every(({ kind }) => kind === 'stopped') && isTimely

  if (count('replied') > event.accepted)
    violations.push(
      `${event.id} is replied ${count('replied')} times, and LINE accepted ${event.accepted} replies`
    )
  if (lines.some(({ result, at }) => result.outcome === 'rejected' && at > event.acceptedAt))
    violations.push(`${event.id} is rejected, and LINE accepted a reply to it`)
  if (count('rejected') + count('unconfirmed') > 0 && !event.statuses.includes(400))
    violations.push(`${event.id} is rejected or unconfirmed, and LINE refused no reply to it`)
  if (count('stored') > 1 + count('failed') + lines.filter(({ result }) => isExpired(result)).length)
    violations.push(`${event.id} was stored ${count('stored')} times`)
  for (const { result } of lines) {
    if (result.outcome !== 'failed' && result.outcome !== 'postponed') continue
    const { reason } = result
    if (reason === 'handler' && event.handler !== 'throws')
      violations.push(`${event.id}: its handler is blamed, and did not throw`)
    if (reason === 'internal' && !history.replies.some(({ kind }) => kind === 'bug'))
      violations.push(`${event.id}: a bug of the bot`)
    if (reason === 'interrupted' && isUndisturbed) violations.push(`${event.id} was interrupted, by nothing`)
    if (reason === 'not-stored' && isUndisturbed) violations.push(`${event.id} was not stored, for no reason`)
  }
  if (!isUndisturbed) return violations
  const settled = lines.filter(({ result }) => SETTLED.includes(result.outcome))
  if (settled.length > 1)
    violations.push(`${event.id} was settled ${settled.length} times: ${outcomesOf(settled)}`)
  // What a bug of the bot had done by then is not known to it.
  const bugs = lines.filter(({ result }) => 'reason' in result && result.reason === 'internal').length
  if (count('unconfirmed') > 0 && event.askedBy.length + bugs < 2)
    violations.push(`${event.id} is unconfirmed, and LINE was asked once`)
  return violations
}

/** No event is answered twice; one that was acknowledged has its reply, unless its outcome says why not. */
function lostReplies(
  event: EventAtLine,
  { trace, answered, calmSince, content, isTimely }: RedisObservations
): string[] {
  if (event.accepted > 1) return [`LINE accepted ${event.accepted} replies to ${event.id}`]
  const acknowledged = acknowledgedWith(event, answered)
  if (acknowledged.length === 0) return []
  const lines = trace.outcomes.filter(({ webhookEventId }) => webhookEventId === event.id)
  const outcomes = lines.map(({ result }) => result.outcome)
  if (!lines.some(isEnd)) {
    const mayStillEnd = !isTimely && content.unfinished > 0
    return mayStillEnd ? [] : [`${event.id} was acknowledged, and never ended`]
  }

  const expectsReply = event.handler === 'replies' || event.handler === 'slow'
  const { receivedAt, deadline } = deadlineOf(event, acknowledged)
  const hadTime = Math.max(calmSince, receivedAt) + RECOVERY_MS < deadline
  const isToldOtherwise = lines.some(
    ({ result }) =>
      ['unconfirmed', 'rejected'].includes(result.outcome) ||
      ('reason' in result && result.reason === 'internal')
  )
  if (isTimely && expectsReply && hadTime && event.accepted === 0 && !isToldOtherwise)
    return [`${event.id} was acknowledged, and LINE accepted no reply to it: ${outcomes}`]
  return []
}

/** While Redis is well, an event is tried until its deadline. A machine that lags may give it up later, and never sooner. */
function earlyEnds(
  event: EventAtLine,
  { history, trace, answered, content, isRedisHeard }: RedisObservations
): string[] {
  // What got 503 during an outage of LINE was stored all the same.
  const isCalm = history.ends.length === 0
  const acknowledged = answered.filter(
    ({ status, isShed, webhookEventIds }) =>
      webhookEventIds.includes(event.id) && !isShed && (isCalm || status === 200)
  )
  const end = trace.outcomes.findLast((line) => line.webhookEventId === event.id && isEnd(line))
  const isGivenUp = end?.result.outcome === 'failed' && end.result.reason !== 'internal'
  const isUndisturbed = history.troubles.length === 0 && content.unfinished === 0 && isRedisHeard
  if (!end || !isGivenUp || !isUndisturbed || acknowledged.length === 0) return []
  const { deadline } = deadlineOf(event, acknowledged)
  if (end.at + LAST_PAUSE_MS >= deadline) return []
  return [`${event.id} was given up ${botMs(deadline - end.at)} ms before its deadline`]
}

/** Where Redis is well, every button leads to the answer, or to a word that there is none, whichever process dies. */
function unansweredButtons({ history, line, trace, content, isTimely }: RedisObservations): string[] {
  if (history.troubles.length > 0 || !isTimely) return []
  const isOut = (id: string) => line.events[Number(id)]?.said?.startsWith('slow:')
  const pending = content.unfinished > 0 ? [] : content.pendingAnswers.filter(isOut)
  return [
    ...slowViolations({ line, trace, isShared: true }),
    ...pending.map((id) => `question ${id} has its button, and nobody is at work for it`)
  ]
}

const acknowledgedWith = ({ id }: EventAtLine, answered: AnsweredWebhook[]) =>
  answered.filter(({ status, webhookEventIds }) => status === 200 && webhookEventIds.includes(id))

/** Until when the bot may reply to an event, and when it received the last webhook that it acknowledged. */
function deadlineOf({ timestamp }: EventAtLine, acknowledged: AnsweredWebhook[]) {
  const receivedAt = Math.max(...acknowledged.map((webhook) => webhook.receivedAt))
  return { receivedAt, deadline: Math.min(receivedAt + REPLY_WITHIN_MS, timestamp + 20 * MINUTE_MS) }
}

/** Nothing is left behind, and every stop ends in time. */
function leftovers({ content, trace, history, line, ...seen }: RedisObservations): string[] {
  const { deadLetters, events, unfinished } = content
  const violations = seen.isTimely ? lateEnds({ content, ...seen }) : []
  for (const id of unfinished > 0 ? [] : events)
    if (!deadLetters.includes(id)) violations.push(`Redis keeps ${id}, which is no dead letter`)
  for (const id of deadLetters) {
    const end = lastEndOf(id, trace)
    if (!end || !isDeadLetter(end))
      violations.push(`${id} is a dead letter, and its outcome is ${end?.outcome}`)
  }
  // Those that are older than a minute are given up when Redis is full.
  if (unfinished > 0 || history.troubles.some(({ kind }) => kind === 'full')) return violations
  for (const id of new Set(trace.outcomes.map(({ webhookEventId }) => webhookEventId))) {
    const end = lastEndOf(id, trace)
    const isUnsent = line.events.find((one) => one.id === id)?.unsentAfterMs !== undefined
    if (end && isDeadLetter(end) && !deadLetters.includes(id) && !isUnsent)
      violations.push(`${id} is ${end.outcome}, and no dead letter`)
  }
  return violations
}

function lateEnds({
  stops,
  unavailable,
  content,
  lag
}: Pick<RedisObservations, 'stops' | 'unavailable' | 'content' | 'lag'>): string[] {
  const { unfinished, connections } = content
  return [
    ...stops
      .filter(({ at, ms }) => ms > STOP_WITHIN_MS + lag.total(at, at + ms))
      .map(({ ms }) => `a stop took ${botMs(ms)} ms`),
    ...(unavailable ? [`all is well, and events are refused: ${unavailable}`] : []),
    ...(unfinished > 0 ? [`${unfinished} events are left in Redis`] : []),
    ...(connections > 0 ? [`${connections} connections to Redis are left`] : [])
  ]
}

/** How an event ended last. */
const lastEndOf = (id: string, { outcomes }: Trace): Result | undefined =>
  outcomes.findLast((line) => line.webhookEventId === id && isEnd(line))?.result

const isDeadLetter = (end: Result) => end.outcome === 'failed' || isExpired(end)

/** That it was not stored is no end of an event that was stored later, or before. */
const isEnd = ({ result }: OutcomeLine): boolean =>
  SETTLED.includes(result.outcome) || (result.outcome === 'failed' && result.reason !== 'not-stored')

const outcomesOf = (lines: OutcomeLine[]) =>
  lines.map(({ result, process }) => `${result.outcome} (${process})`)

const botMs = (ms: number) => Math.round(ms * speed())
