import { SETTLED } from './invariants.ts'
import type { EventAtLine, SimulatedLine } from './simulated-line.ts'
import { KEEP_FOR_MS } from './simulated-process.ts'
import type { Trace } from './trace.ts'

export interface SlowObservations {
  line: SimulatedLine
  trace: Trace
  /** all processes have the answers, and not only the one that sent the button */
  isShared?: boolean
}

const FAILED = 'That did not work. Please ask again.'
const GONE = 'That was too long ago. Please ask again.'
const IN_HAND_AFTER_MS = 990
/** A tap so soon after another one does not get the answer again. */
const AGAIN_AFTER_MS = 9_900
/** In Redis, that an event has its reply. */
const KNOWN_AFTER_MS = 3_000

/** What must be true of slow answers, with Redis or without. */
export function slowViolations(seen: SlowObservations): string[] {
  const { events } = seen.line
  return [
    ...events.filter(isSlow).flatMap((event) => untrueInHand(event, seen)),
    ...events.filter(isSlow).flatMap((event) => wrongAnswers(event, events)),
    ...events.filter(isSlow).flatMap((event) => repeatedRuns(event, seen)),
    ...events.filter(({ handler }) => handler === 'tap').flatMap((tap) => lostAnswers(tap, seen)),
    ...twiceDelivered(events, seen),
    ...(seen.isShared ? events.filter(isSlow).flatMap(askedAgain) : [])
  ]
}

const isSlow = ({ handler }: EventAtLine) => handler.startsWith('asks') || handler === 'tap'

/** The processes that were killed, or that stopped while LINE took no reply: what they had in hand may be lost. */
const unfinished = ({ entries }: Trace) =>
  new Set(
    entries
      .filter(
        ({ what, details: { message } }) => what === 'killed' || String(message).startsWith('shut down with')
      )
      .map(({ details }) => details.process)
  )

/** An event is in hand after a second at work, and ends with its process's. */
function untrueInHand({ id, firstDeliveredAt }: EventAtLine, { trace }: SlowObservations): string[] {
  const lines = trace.outcomes.filter(({ webhookEventId }) => webhookEventId === id)
  return lines.flatMap(({ process, result, at }) => {
    if (result.outcome !== 'working') return []
    const isEnd = (line: (typeof lines)[number]) =>
      line.process === process && (SETTLED.includes(line.result.outcome) || line.result.outcome === 'failed')
    const hasEnded = lines.some(isEnd) || unfinished(trace).has(process)
    const sinceMs = at - firstDeliveredAt
    return [
      ...(hasEnded ? [] : [`${id} was in hand, and never ended`]),
      ...(sinceMs < IN_HAND_AFTER_MS ? [`${id} was in hand after ${sinceMs} ms`] : [])
    ]
  })
}

/** What LINE accepted is the answer to this question, a button for it, or that there is none. Nobody else gets it. */
function wrongAnswers(
  { id, index, said, of = index, isStranger }: EventAtLine,
  events: EventAtLine[]
): string[] {
  if (said === undefined || said === GONE) return []
  if (isStranger) return [`${id} is a stranger's tap, and got: ${said}`]
  const throws = events[of]?.handler === 'asks-throws'
  const isRight = said === FAILED || said.startsWith('slow:') || (said === `answer ${of}` && !throws)
  return isRight ? [] : [`${id} is about question ${of}, and got: ${said}`]
}

/** A process runs the handler once for a question, and once more after each failure. */
function repeatedRuns(event: EventAtLine, { trace, isShared }: SlowObservations): string[] {
  const { id, runs, askedBy, acceptedBy } = event
  return [...new Set(runs)].flatMap((process) => {
    const failures = trace.outcomes.filter(
      (line) =>
        line.process === process &&
        line.webhookEventId === id &&
        (line.result.outcome === 'failed' || line.result.outcome === 'postponed')
    ).length
    // With Redis, only the first attempt of all processes is logged when it fails.
    const refused = askedBy.filter((one) => one === process).length - (acceptedBy === process ? 1 : 0)
    const retries = isShared ? Math.max(failures, refused) : failures
    const count = runs.filter((one) => one === process).length
    return count > 1 + retries ? [`process ${process} ran the handler for ${id} ${count} times`] : []
  })
}

/** A process knows the answers of the buttons that it sent, until their time is over or they are unsent. */
function lostAnswers(tap: EventAtLine, { line, trace, isShared }: SlowObservations): string[] {
  const question = line.events[tap.of as number] as EventAtLine
  const process = tap.acceptedBy
  const isOwn = isShared || question.acceptedBy === process
  const unsend = line.events.find(({ handler, of }) => handler === 'unsend' && of === question.index)
  const isKept = tap.acceptedAt < question.firstDeliveredAt + KEEP_FOR_MS
  if (tap.said === GONE && !tap.isStranger && isOwn && isKept && !unsend)
    return [`${tap.id} is told that the answer is gone, by the process that has it`]
  const unsentAt = trace.outcomes.find(
    (one) => one.webhookEventId === unsend?.id && (isShared || one.process === process)
  )?.at
  const isLater =
    unsentAt !== undefined && question.lastDeliveredAt < unsentAt && unsentAt < tap.firstDeliveredAt
  if (isLater && tap.said?.startsWith('answer'))
    return [`${tap.id} got the answer to a question that was unsent`]
  return []
}

/** Of taps at about the same time, one gets the answer. */
function twiceDelivered(events: EventAtLine[], { trace, isShared }: SlowObservations): string[] {
  const hasFailed = ({ id }: EventAtLine) =>
    trace.outcomes.some(
      ({ webhookEventId, result }) =>
        webhookEventId === id && !SETTLED.includes(result.outcome) && result.outcome !== 'working'
    )
  const fetched = events.filter(
    (one) => one.handler === 'tap' && one.said?.startsWith('answer') && !hasFailed(one)
  )
  return fetched.flatMap((tap, i) =>
    fetched
      .slice(0, i)
      .filter(
        (other) =>
          other.of === tap.of &&
          (isShared || other.acceptedBy === tap.acceptedBy) &&
          Math.abs((other.firstAskedAt ?? 0) - (tap.firstAskedAt ?? 0)) < AGAIN_AFTER_MS &&
          Math.abs(other.firstDeliveredAt - tap.firstDeliveredAt) < AGAIN_AFTER_MS // its reply may wait for LINE
      )
      .map((other) => `${tap.id} got the answer right after ${other.id}`)
  )
}

/** LINE is not asked again for an event once it has responded that it accepted a reply, and Redis must know that. */
function askedAgain({ id, acceptedAt, statuses, lastAskedAt = 0 }: EventAtLine): string[] {
  return statuses.includes(200) && lastAskedAt > acceptedAt + KNOWN_AFTER_MS
    ? [`LINE was asked again for ${id}, which had its reply`]
    : []
}
