import { setTimeout as sleep } from 'node:timers/promises'
import type { Redis } from 'ioredis'
import { PREFIX } from '../../redis/keys.ts'
import { AGAIN_AFTER_MS, type KeptAnswer, type KeptAnswers, type Question } from '../slow/kept-answers.ts'
import { unsentKeyOf } from './unsend.ts'

/** How often storing an answer is retried. */
const RETRY_AFTER_MS = 1_000
/** How much longer Redis keeps an answer, so that its process can still check whether it was fetched. */
const LONGER_MS = 5_000

/**
 * Keeps answers in Redis, where every process finds them, until they expire. While Redis is unavailable, all calls wait.
 *
 * @param onRefusal called with the error of a command that Redis refuses; it must throw
 */
export function createRedisAnswers(connection: Redis, onRefusal: (error: Error) => never): KeptAnswers {
  const keyOf = (id: string) => `${PREFIX}:answer:${id}`
  const claimOf = (id: string) => `${PREFIX}:answer-delivered:${id}`

  /** Writes question and answer in one transaction, and deletes both if the user has unsent the question. */
  async function write(id: string, { messages, ...question }: KeptAnswer, forMs: number): Promise<void> {
    const step = connection.multi().hset(keyOf(id), question)
    if (messages !== undefined) step.hsetnx(keyOf(id), 'messages', JSON.stringify(messages))
    const results = await step
      .pexpire(keyOf(id), forMs + LONGER_MS)
      .exists(unsentKeyOf(id))
      .exec()
    const [refused] = results?.find(([error]) => error) ?? []
    if (refused) throw refused
    if (results?.at(-1)?.[1] === 1) await connection.del(keyOf(id))
  }

  async function find(id: string): Promise<KeptAnswer | undefined> {
    const { messages, askedAt, ...rest } = await connection.hgetall(keyOf(id)).catch(onRefusal)
    if (!askedAt) return
    const question = { ...rest, askedAt: Number(askedAt) } as Question
    return messages === undefined ? question : { ...question, messages: JSON.parse(messages) }
  }

  return {
    expect: (id, question, forMs) => write(id, question, forMs).catch(() => {}), // optional: the answer is kept anyway
    async keep(id, answer, forMs) {
      const end = Date.now() + forMs
      for (;;) {
        try {
          return await write(id, answer, forMs)
        } catch (error) {
          if (Date.now() >= end || connection.status === 'end') throw error
          await sleep(RETRY_AFTER_MS, undefined, { ref: false })
        }
      }
    },
    find,
    async claim(id, forMs) {
      const key = claimOf(id)
      const now = Date.now()
      if (await connection.set(key, now, 'PX', forMs, 'NX').catch(onRefusal)) return true
      if (now - Number(await connection.get(key).catch(onRefusal)) < AGAIN_AFTER_MS) return false
      await connection.set(key, now, 'PX', forMs).catch(onRefusal)
      return true
    },
    release: (id) => connection.del(claimOf(id)).catch(onRefusal),
    async remove(id) {
      const [answer, claim] = await Promise.all([find(id), connection.get(claimOf(id)).catch(onRefusal)])
      await connection.del(keyOf(id), claimOf(id)).catch(onRefusal)
      return claim ? undefined : answer
    }
  }
}
