import { hash } from 'node:crypto'
import type { Redis } from 'ioredis'
import { PREFIX } from '../../redis/keys.ts'
import { REMEMBER_FOR_MS } from '../deadline.ts'
import type { IdentifiedEvent } from '../identify.ts'

/** Redis stores a set of up to 512 integers in 8 bytes each. This number of sets suffices for 900 events per second. */
const SETS_PER_SLOT = 2_048
/** LINE's ids begin with a timestamp. Those of the same 17 minutes share these characters. */
const SLOT = /^[0-9A-Z]{6}(?=[0-9A-Z]{20}$)/

const KEEP_EVERY_MS = 10 * 60 * 1_000
const MAX_KEPT = 20_000
/** A reply token is valid for 60 s after each delivery. */
const TOKEN_LIFE_MS = 60 * 1_000

/**
 * Remembers in Redis, apart from the jobs, which events were stored and which are settled, for 30 minutes each. An event is
 * identified by 75 bits of a hash, which select a set and a 64-bit integer in it. With four million events remembered, the
 * probability that a new event is mistaken for a known one is 10^-16.
 */
export function createClaims(connection: Redis) {
  /** when the expiry of each set was last extended */
  const keptAt = new Map<string, number>()
  connection.on('ready', () => keptAt.clear()) // this may be another Redis, without these sets

  async function add(kind: 'stored' | 'settled', event: IdentifiedEvent): Promise<boolean> {
    const { set, member } = placeOf(event)
    const key = `${PREFIX}:${kind}:${set}`
    const [added] = await Promise.all([connection.sadd(key, member), keep(key)])
    return added === 1
  }

  /** Extends the expiry of a set, only every 10 minutes because it costs as much as storing an event. */
  async function keep(key: string): Promise<void> {
    const now = performance.now()
    if (now - (keptAt.get(key) ?? Number.NEGATIVE_INFINITY) < KEEP_EVERY_MS) return
    if (keptAt.size >= MAX_KEPT) keptAt.clear()
    keptAt.set(key, now)
    await connection.pexpire(key, REMEMBER_FOR_MS + KEEP_EVERY_MS)
  }

  return {
    /** Claims the event. Resolves with true for only one of its copies among all processes: it is one atomic command. */
    claim: (event: IdentifiedEvent) => add('stored', event),
    settle: (event: IdentifiedEvent) => add('settled', event),
    async isSettled(event: IdentifiedEvent): Promise<boolean> {
      const { set, member } = placeOf(event)
      return (await connection.sismember(`${PREFIX}:settled:${set}`, member)) === 1
    },
    /** Records when LINE redelivered a stored event, in a key of its own because a worker may be changing the job. */
    noteRedelivery: ({ id }: IdentifiedEvent, receivedAt: number) =>
      connection.set(`${PREFIX}:redelivered:${id}`, receivedAt, 'PX', TOKEN_LIFE_MS),
    /** Resolves with the time at which LINE last redelivered a stored event, in milliseconds since the epoch; 0 if not in 60 s. */
    lastRedelivery: async ({ id }: IdentifiedEvent) =>
      Number(await connection.get(`${PREFIX}:redelivered:${id}`))
  }
}

/** Returns the set that remembers an event, and its member: a set of events of the same time, which expire together. */
function placeOf({ id }: IdentifiedEvent): { set: string; member: string } {
  const bytes = hash('sha256', id, 'buffer')
  const member = bytes.readBigInt64BE(0).toString()
  const [slot] = id.match(SLOT) ?? []
  return { set: slot ? `${slot}:${bytes.readUInt16BE(8) % SETS_PER_SLOT}` : `other:${member}`, member }
}
