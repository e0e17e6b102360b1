import type { webhook } from '@line/bot-sdk'
import { type IdentifiedEvent, identify } from '../identify.ts'
import { createInFlight } from '../in-flight.ts'
import { internalFailure, type Result } from '../outcome.ts'
import type { Delivery, Inbox, Unavailable } from '../types.ts'
import { createCapacity } from './capacity.ts'
import { connectToRedis, isReady } from './connection.ts'
import { createProblemReport, type RedisProblem } from './errors.ts'
import { jobIdOf, openQueue, retryFailed, type StoredEvent } from './queue.ts'
import { createEventStore, type Stored } from './store.ts'
import { forgetUnsent } from './unsend.ts'
import { createRedisWorker, type RedisWorkerOptions } from './worker.ts'

export interface RedisInboxOptions extends RedisWorkerOptions {
  /** how many events may be on their way to Redis */
  maxEvents?: number
  /** how many bytes of webhooks they may have come in */
  maxBytes?: number
}

/** How often the room in Redis is looked at; a connection that idles for 300 seconds is cut by Heroku. */
const LOOK_EVERY_MS = 1_000
/** After Redis did not take events, how long the next ones are refused without asking it. */
const CIRCUIT_OPEN_MS = 1_000
/** How many dead letters are given up at a time when Redis is full, the oldest first. */
const DEAD_LETTERS_GIVEN_UP = 50
const MINUTE_MS = 60 * 1_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
/** How long to wait for Redis at the start, so that the first webhooks after it find it there. */
const READY_WITHIN_MS = 2_000

/**
 * Stores events in Redis, where any process takes them from; this one, too. An event is safe when Redis has it.
 * While Redis is away, slow, full or read-only, or this process cannot take events from it, nothing is taken: LINE
 * keeps it. Resolves when Redis is there, and soon in any case.
 */
export async function createRedisInbox({
  maxEvents = 10_000,
  maxBytes = 32 * 1024 * 1024,
  ...options
}: RedisInboxOptions): Promise<Inbox> {
  const { reportOutcome, concurrency, eventsPerSecond } = options
  let lastProblem: RedisProblem | undefined
  let circuitClosesAt = 0

  const logProblem = options.reportProblem ?? createProblemReport(options.log)
  const reportProblem = (error: Error | RedisProblem) => (lastProblem = logProblem(error))
  const connection = connectToRedis({ ...options, reportProblem }, 'fail-fast')
  const queue = openQueue(connection)
  const storeEvents = createEventStore(connection, queue)
  const worker = createRedisWorker({ ...options, reportProblem })
  const capacity = createCapacity({ concurrency, eventsPerSecond, handlingMs: worker.handlingMs })
  const inFlight = createInFlight({ maxEvents, maxBytes })
  const timers = [setInterval(look, LOOK_EVERY_MS).unref(), setInterval(forgetOld, HOUR_MS).unref()]

  function receive(events: webhook.Event[], delivery: Delivery): Promise<Result>[] | Unavailable {
    const unavailable = unavailableReason(events.length, delivery.bytes)
    if (unavailable) return { unavailable }
    inFlight.add(events.length, delivery.bytes)
    const entries = events.map((event) => entryOf(event, delivery))
    const results = storeAll(entries, delivery).finally(() => inFlight.remove(events.length, delivery.bytes))
    return entries.map(async ({ identified }, i) => {
      const result = (await results)[i] as Result
      reportOutcome(identified, result, delivery)
      return result
    })
  }

  async function storeAll(entries: Entry[], delivery: Delivery): Promise<Result[]> {
    const storable = entries.filter((entry) => 'data' in entry)
    const stored = await store(storable, delivery).catch((error: Error) => {
      reportProblem(error)
      circuitClosesAt = performance.now() + CIRCUIT_OPEN_MS
      return storable.map(() => NOT_STORED)
    })
    const ended = stored.values()
    return entries.map((entry) =>
      'data' in entry ? (ended.next().value as Result) : internalFailure(entry.err)
    )
  }

  /** Stores the events of a delivery in one round trip, dead letters that come again apart. */
  async function store(entries: StorableEntry[], delivery: Delivery): Promise<Result[]> {
    if (entries.length === 0) return []
    const [{ room, stored }] = await Promise.all([
      storeEvents(
        entries.map((storable) => ({ id: storable.identified.id, data: storable.data })),
        capacity.limits(),
        delivery.receivedAt
      ),
      forgetUnsent(
        connection,
        queue,
        entries.map(({ identified }) => identified.event)
      )
    ])
    capacity.observe(room)
    if (stored.includes('no room')) reportProblem(capacity.shortage() ?? NO_ROOM)
    return Promise.all(
      stored.map((state, i) => resultOf(state, (entries[i] as StorableEntry).identified.id, delivery))
    )
  }

  async function resultOf(state: Stored, id: string, delivery: Delivery): Promise<Result> {
    switch (state) {
      case 'stored':
        return STORED
      case 'known':
        return DUPLICATE
      case 'failed': // its reply token is good again, since LINE delivered it again
        return (await retryFailed(queue, jobIdOf(id), delivery)) ? STORED : DUPLICATE
      case 'no room':
        return NOT_STORED
    }
  }

  function unavailableReason(events = 1, bytes = 0): string | undefined {
    if (connection.status !== 'ready') return withProblem('Redis is away')
    if (performance.now() < circuitClosesAt) return withProblem('Redis does not take events')
    if (!worker.isReady()) return withProblem('this process cannot take events from Redis')
    if (!inFlight.hasRoomFor(events, bytes)) return 'too many events on their way to Redis'
    return capacity.shortage()?.message
  }

  const withProblem = (reason: string) => (lastProblem ? `${reason}: ${lastProblem.message}` : reason)

  /** Looks how much room there is. It takes the same script, so that it fails where events cannot be stored. */
  async function look(): Promise<void> {
    if (connection.status !== 'ready') return
    try {
      const { room } = await storeEvents([], capacity.limits())
      capacity.observe(room)
      const shortage = capacity.shortage()
      if (!shortage) return
      reportProblem(shortage)
      // Of what fills Redis, only dead letters can be given up.
      if (shortage.code === 'OOM') await queue.clean(MINUTE_MS, DEAD_LETTERS_GIVEN_UP, 'failed')
    } catch (error) {
      reportProblem(error as Error)
      circuitClosesAt = performance.now() + LOOK_EVERY_MS + CIRCUIT_OPEN_MS // until the next look at least
    }
  }

  /** BullMQ does so only when another event fails. */
  function forgetOld(): void {
    queue.clean(DAY_MS, 1_000, 'failed').catch(ignore)
  }

  async function drain(timeoutMs: number): Promise<number> {
    const end = performance.now() + timeoutMs
    const left = await worker.drain(timeoutMs)
    return left + (await inFlight.drain(end - performance.now()))
  }

  async function close(): Promise<void> {
    timers.forEach(clearInterval)
    await worker.close()
    await queue.close()
    connection.disconnect()
  }

  if (await isReady(connection, READY_WITHIN_MS)) {
    forgetOld()
    await look()
    await worker.ready(READY_WITHIN_MS)
  }
  return { receive, unavailableReason, drain, close }
}

/** An event on its way to Redis; with `err` when it cannot be written as JSON. */
type Entry = { identified: IdentifiedEvent } & ({ data: string } | { err: unknown })
type StorableEntry = Extract<Entry, { data: string }>

function entryOf(event: webhook.Event, delivery: Delivery): Entry {
  const identified = identify(event)
  try {
    const stored: StoredEvent = { event, delivery }
    return { identified, data: JSON.stringify(stored) }
  } catch (err) {
    return { identified, err }
  }
}

const STORED: Result = { outcome: 'stored' }
const DUPLICATE: Result = { outcome: 'duplicate' }
const NOT_STORED: Result = { outcome: 'failed', reason: 'not-stored' }

/** The delivery was larger than the room that there is. */
const NO_ROOM: RedisProblem = {
  code: 'OOM',
  message: 'Redis has no room for so large a delivery: give it more memory, maxmemory or a larger plan'
}

const ignore = () => {}
