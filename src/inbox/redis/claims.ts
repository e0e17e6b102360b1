import { hash } from 'node:crypto'
import type { Redis } from 'ioredis'
import { PREFIX } from '../../redis/keys.ts'
import { REMEMBER_FOR_MS } from '../deadline.ts'
import type { IdentifiedEvent } from '../identify.ts'

/** A set of integers takes Redis 8 bytes for each of them, up to 512: so many sets serve 900 events a second. */
const SETS_PER_SLOT = 2_048
/** An id of LINE's begins with its time. Those of the same 17 minutes have these characters in common. */
const SLOT = /^[0-9A-Z]{6}(?=[0-9A-Z]{20}$)/

const KEEP_EVERY_MS = 10 * 60 * 1_000
const MAX_KEPT = 20_000
/** A reply token is valid for a minute after each delivery. */
const TOKEN_LIFE_MS = 60 * 1_000

/**
 * What Redis remembers of events beside their jobs: which were stored and which are settled, each for half an hour, as 75
 * bits of a hash, a set and a 64-bit integer in it. With four million events remembered, a new one is taken for a known
 * one once in 10^16.
 */
export function createClaims(connection: Redis) {
  /** when the sets were last told how long they stay */
  const keptAt = new Map<string, number>()
  connection.on('ready', () => keptAt.clear()) // another Redis may have none of them

  async function add(kind: 'stored' | 'settled', event: IdentifiedEvent): Promise<boolean> {
    const { set, member } = placeOf(event)
    const key = `${PREFIX}:${kind}:${set}`
    const [added] = await Promise.all([connection.sadd(key, member), keep(key)])
    return added === 1
  }

  /** Has the set stay for long enough; every ten minutes, because it costs as much as an event. */
  async function keep(key: string): Promise<void> {
    const now = performance.now()
    if (now - (keptAt.get(key) ?? Number.NEGATIVE_INFINITY) < KEEP_EVERY_MS) return
    if (keptAt.size >= MAX_KEPT) keptAt.clear()
    keptAt.set(key, now)
    await connection.pexpire(key, REMEMBER_FOR_MS + KEEP_EVERY_MS)
  }

  return {
    /** Claims the event. True for one of all its copies, in whichever process: Redis decides with one command. */
    claim: (event: IdentifiedEvent) => add('stored', event),
    settle: (event: IdentifiedEvent) => add('settled', event),
    async isSettled(event: IdentifiedEvent): Promise<boolean> {
      const { set, member } = placeOf(event)
      return (await connection.sismember(`${PREFIX}:settled:${set}`, member)) === 1
    },
    /** Keeps when LINE delivered a stored event again, apart from its job: a worker may be changing that. */
    noteRedelivery: ({ id }: IdentifiedEvent, receivedAt: number) =>
      connection.set(`${PREFIX}:redelivered:${id}`, receivedAt, 'PX', TOKEN_LIFE_MS),
    /** When LINE delivered a stored event again, in milliseconds since the epoch; 0 where it has not of late. */
    lastRedelivery: async ({ id }: IdentifiedEvent) =>
      Number(await connection.get(`${PREFIX}:redelivered:${id}`))
  }
}

/** Where an event is remembered: beside others of its time, all of which are forgotten together; or on its own. */
function placeOf({ id }: IdentifiedEvent): { set: string; member: string } {
  const bytes = hash('sha256', id, 'buffer')
  const member = bytes.readBigInt64BE(0).toString()
  const [slot] = id.match(SLOT) ?? []
  return { set: slot ? `${slot}:${bytes.readUInt16BE(8) % SETS_PER_SLOT}` : `other:${member}`, member }
}
