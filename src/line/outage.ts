import type { ReplyAttempt } from './reply-client.ts'

/**
 * - `none`: LINE responds
 * - `suspected`: the last attempt to reply failed, or LINE has not responded for 800 ms
 * - `confirmed`: that was at least 3 s ago, and LINE has accepted nothing since
 */
export type OutageState = 'none' | 'suspected' | 'confirmed'

/** A reply to be sent. */
export interface WaitingReply {
  /** when it is too late, in milliseconds since the epoch; may move while the reply waits */
  readonly deadline: number
  /** when aborted, the reply stops waiting */
  readonly signal?: AbortSignal | undefined
}

/** LINE counts as silent after this time. It normally responds within a fraction of it. */
const SILENT_AFTER_MS = 800
const CONFIRMED_AFTER_MS = 3_000
/** How often a reply probes LINE during an outage. */
const PROBE_EVERY_MS = 400
/** After an outage, replies that waited are sent in turns, so that all of them are sent within `CATCH_UP_MS`. */
const TURN_EVERY_MS = 50
const CATCH_UP_MS = 5_000
const MIN_PER_TURN = 10
/** An attempt with less time would be cut off, and it would be unknown whether LINE accepted the reply. */
const MIN_ATTEMPT_MS = 100

export type Outage = ReturnType<typeof createOutage>

/**
 * Detects outages of LINE from the results of attempts to reply. During an outage a few replies per second probe LINE in
 * turn, so that a reply that always fails does not block the others, which wait. When LINE accepts one, the others are sent
 * at a steady rate, in the order of their deadlines.
 */
export function createOutage() {
  /** unanswered attempts that started after LINE's last response, the oldest first */
  const open = new Set<{ startedAt: number }>()
  const waiting = new Map<WaitingReply, { resolve: (isInTime: boolean) => void; onAbort: () => void }>()
  const listeners = new Set<() => void>()
  let failingSince: number | undefined
  /** an attempt of this process has failed since LINE's last response */
  let hasFailed = false
  let probedAt = Number.NEGATIVE_INFINITY
  let perTurn = MIN_PER_TURN
  let turnTimer: NodeJS.Timeout | undefined
  let isListening = false
  /** the last state that the listeners were notified of */
  let isDown = false

  /** When LINE will count as silent if it does not respond, in milliseconds of `performance.now()`. */
  function silentAt(): number {
    const [oldest] = open
    return oldest ? oldest.startedAt + SILENT_AFTER_MS : Number.POSITIVE_INFINITY
  }

  /** Since when LINE is down, in milliseconds of `performance.now()`. */
  function since(): number | undefined {
    const first = Math.min(failingSince ?? Number.POSITIVE_INFINITY, silentAt())
    return first <= performance.now() ? first : undefined
  }

  function state(): OutageState {
    const first = since()
    if (first === undefined) return 'none'
    return performance.now() - first < CONFIRMED_AFTER_MS ? 'suspected' : 'confirmed'
  }

  /** Whether replies wait for their turn. They do not while LINE may only be slow. */
  const isHeld = () => hasFailed || state() === 'confirmed'

  /** Makes an attempt to send the reply, and updates the state from its result. */
  async function observe(
    { deadline }: WaitingReply,
    attempt: () => Promise<ReplyAttempt>
  ): Promise<ReplyAttempt> {
    const started = { startedAt: performance.now() }
    open.add(started)
    if (!isListening) listenForSilence()
    try {
      const result = await attempt()
      const { verdict, status } = result
      const ms = performance.now() - started.startedAt
      const isCutShort = status === undefined && ms < SILENT_AFTER_MS && Date.now() >= deadline
      if (verdict === 'accepted' || verdict === 'rejected') {
        open.clear()
        recover()
      } else if (open.has(started) && !isCutShort) {
        // An attempt that its own deadline cut short, or that began before LINE's last response, is no evidence.
        probedAt = performance.now()
        hasFailed = true
        failingSince = since() ?? performance.now()
        tell()
      }
      return result
    } finally {
      open.delete(started)
    }
  }

  /** No event marks the start of silence, so it is checked with a timer. */
  function listenForSilence(): void {
    const leftMs = silentAt() - performance.now()
    if (leftMs <= 0) tell()
    isListening = open.size > 0
    if (isListening) setTimeout(listenForSilence, leftMs > 0 ? leftMs : SILENT_AFTER_MS)
  }

  /** Records that LINE has responded, to this process or another one. */
  function recover(): void {
    hasFailed = false
    failingSince = undefined
    if (!isDown || since() !== undefined) return
    tell()
    perTurn = Math.max(MIN_PER_TURN, Math.ceil((waiting.size * TURN_EVERY_MS) / CATCH_UP_MS))
    takeTurns()
  }

  /** Records since when another process has found LINE down; undefined if none reports an outage any more. */
  function learn(otherSince: number | undefined): void {
    if (otherSince === undefined) {
      if (!hasFailed) recover()
    } else if (since() === undefined) {
      failingSince = otherSince
      tell()
    }
  }

  function tell(): void {
    isDown = since() !== undefined
    for (const listener of listeners) listener()
  }

  /** Resolves with true when the reply may be sent, immediately unless there is an outage; with false if it is too late. */
  function turn(reply: WaitingReply): Promise<boolean> {
    if (!isHeld()) return Promise.resolve(true)
    if (reply.signal?.aborted) return Promise.resolve(false)
    const { promise, resolve } = Promise.withResolvers<boolean>()
    const onAbort = () => leave(reply, false)
    waiting.set(reply, { resolve, onAbort })
    reply.signal?.addEventListener('abort', onAbort)
    turnTimer ??= setTimeout(takeTurns, untilProbeMs())
    return promise
  }

  const untilProbeMs = () => Math.max(0, probedAt + PROBE_EVERY_MS - performance.now())

  function takeTurns(): void {
    clearTimeout(turnTimer)
    for (const reply of waiting.keys()) if (Date.now() + MIN_ATTEMPT_MS > reply.deadline) leave(reply, false)
    const isOver = !isHeld()
    const replies = [...waiting.keys()]
    if (isOver) {
      replies.sort((a, b) => a.deadline - b.deadline)
      for (const reply of replies.slice(0, perTurn)) leave(reply, true)
    } else if (replies[0] && untilProbeMs() === 0) {
      probedAt = performance.now()
      leave(replies[0], true)
    }
    const nextMs = isOver ? TURN_EVERY_MS : untilProbeMs()
    turnTimer = waiting.size > 0 ? setTimeout(takeTurns, nextMs) : undefined
  }

  function leave(reply: WaitingReply, isInTime: boolean): void {
    const { resolve, onAbort } = waiting.get(reply) ?? {}
    if (onAbort) reply.signal?.removeEventListener('abort', onAbort)
    waiting.delete(reply)
    resolve?.(isInTime)
  }

  return {
    state,
    since,
    observe,
    learn,
    recover,
    turn,
    /** Calls the listener when an outage begins, continues or ends. */
    onChange: (listener: () => void) => void listeners.add(listener)
  }
}
