import { hash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Redis, Result } from 'ioredis'
import { type EventQueue, jobIdOf, QUEUE } from './queue.ts'

/** What a look at Redis tells of the room that it has. */
export interface Room {
  /** how many events wait to be taken, of all processes */
  waiting: number
  /** how many are being handled, by all processes */
  active: number
  /** how many were ever stored */
  added: number
  usedMemory: number
  /** 0: no limit */
  maxMemory: number
}

/** What became of an event. `known`: it was stored before; `failed`: and it is kept among the dead letters. */
export type Stored = 'no room' | 'stored' | 'known' | 'failed'

/** In the order of the script's codes. */
const STORED: Stored[] = ['no room', 'stored', 'known', 'failed']

export interface RoomLimits {
  maxWaiting: number
  /** how much of Redis's `maxmemory` may be used, from 0 to 1 */
  maxMemoryShare: number
  /** how many bytes an event may grow by until it has ended */
  growthBytes: number
}

type Reply = [
  waiting: number,
  active: number,
  added: number,
  usedMemory: number,
  maxMemory: number,
  codes: number[]
]

declare module 'ioredis' {
  interface RedisCommander<Context> {
    storeEvents(keysAndArgs: (string | number)[]): Result<Reply, Context>
  }
}

/**
 * Stores events in Redis: each once, while there is room. What it writes is a job of BullMQ as small as can be, so that
 * BullMQ's workers take it. `test/inbox/redis/store.test.ts` holds the two together.
 */
export function createEventStore(connection: Redis, queue: EventQueue) {
  connection.defineCommand('storeEvents', { numberOfKeys: 5, lua: SCRIPT })
  const keys = ['wait', 'marker', 'meta', 'id', 'active'].map(queue.toKey)
  const prefixes = [queue.toKey(''), `${QUEUE.prefix}:ids:`]

  /**
   * Stores the events of a delivery, given as their ids and their data; without any, only looks. The deadline of an
   * event that was stored before, and has not ended, follows from this delivery: `lastDeliveredAt`.
   *
   * @param receivedAt when the delivery came, in milliseconds since the epoch
   * @throws what ioredis throws; then it is not known whether they were stored
   */
  return async function store(
    events: { id: string; data: string }[],
    { maxWaiting, maxMemoryShare, growthBytes }: RoomLimits,
    receivedAt = Date.now()
  ): Promise<{ room: Room; stored: Stored[] }> {
    const args = events.flatMap(({ id, data }) => [jobIdOf(id), ...fingerprintOf(id), data])
    const limits = [maxWaiting, maxMemoryShare, growthBytes]
    const reply = await connection.storeEvents([...keys, ...prefixes, ...limits, receivedAt, ...args])
    const [waiting, active, added, usedMemory, maxMemory, codes] = reply
    return {
      room: { waiting, active, added, usedMemory, maxMemory },
      stored: codes.map((code) => STORED[code] as Stored)
    }
  }
}

export type StoreEvents = ReturnType<typeof createEventStore>

const SCRIPT = readFileSync(new URL('store-events.lua', import.meta.url), 'utf8')

/** A set of integers takes Redis 8 bytes for each of them, up to 512: so many buckets serve 1,700 events a second. */
const BUCKETS = 2_048

/**
 * What is remembered of an event's id: 75 bits of its hash, as a bucket and a 64-bit integer in it. With four million
 * ids remembered (2,000 a second) a new one is taken for a known one once in 10^16.
 */
function fingerprintOf(id: string): [bucket: number, fingerprint: string] {
  const bytes = hash('sha256', id, 'buffer')
  return [bytes.readUInt16BE(8) % BUCKETS, bytes.readBigInt64BE(0).toString()]
}
