/** Asks Redis for the cause of errors whose message does not contain it. */
import { connect } from 'node:net'
import type { Redis, RedisOptions } from 'ioredis'
import { problemOf, type RedisProblem } from './errors.ts'
import { QUEUE } from './keys.ts'

/** @see https://docs.bullmq.io/guide/architecture */
const KEY_TYPES = {
  ...{ wait: 'list', active: 'list', paused: 'list', stalled: 'set', events: 'stream', meta: 'hash' },
  ...{ id: 'string', 'stalled-check': 'string', limiter: 'string', pc: 'string' },
  ...{ marker: 'zset', delayed: 'zset', prioritized: 'zset', completed: 'zset', failed: 'zset' }
}
const LAST_WORDS_TIMEOUT_MS = 1_000

/** Finds the cause of a vague problem; undefined if there is none. Never throws. */
export async function findCause(
  redis: Redis,
  { code }: Pick<RedisProblem, 'code'>
): Promise<RedisProblem | undefined> {
  try {
    if (code === 'WRONGTYPE') return await findWrongKey(redis)
    if (code === 'ECONNRESET' || code === 'EPIPE') return await findLastWords(redis.options)
  } catch {} // Redis refuses these commands, too
}

/** Finds a key of the queue that another program has written. */
async function findWrongKey(redis: Redis): Promise<RedisProblem | undefined> {
  const names = Object.entries(KEY_TYPES)
  // All at once, because this connection may be closed soon, after Redis refused another command.
  const types = await Promise.all(names.map(([name]) => redis.type(keyOf(name))))
  for (const [i, [name, expected]] of names.entries()) {
    const type = types[i]
    if (type === 'none' || type === expected) continue
    const message = `the key ${keyOf(name)} is a ${type} of another program, but the bot needs a ${expected} there. Delete it: redis-cli DEL ${keyOf(name)}`
    return { code: 'WRONG_KEY', message }
  }
}

const keyOf = (name: string) => `${QUEUE.prefix}:${QUEUE.name}:${name}`

/** Reads why Redis closes new connections, as in protected mode. Clients that write first, like ioredis, cannot read it. */
async function findLastWords({ host, port, tls }: RedisOptions): Promise<RedisProblem | undefined> {
  if (tls || !host || !port) return
  const socket = connect({ host, port }).setEncoding('utf8')
  socket.setTimeout(LAST_WORDS_TIMEOUT_MS, () => socket.destroy())
  for await (const words of socket)
    return words.startsWith('-') ? problemOf(new Error(words.slice(1))) : undefined
}
