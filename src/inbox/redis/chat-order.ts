import type { Redis } from 'ioredis'
import { PREFIX } from '../../redis/keys.ts'
import { REMEMBER_FOR_MS } from '../deadline.ts'
import type { IdentifiedEvent } from '../identify.ts'
import type { ChatInOrder } from '../in-order.ts'
import { type EventQueue, jobIdOf } from './queue.ts'

/** How long an event waits before it checks whether the event ahead of it still has a job. */
const LOOK_AFTER_MS = 2_000

/**
 * Keeps the events of a chat in order across all processes: a list in Redis contains the unfinished ones in the order in
 * which they were stored, and only the first may be handled.
 */
export function createChatOrder(connection: Redis, chatInOrder: ChatInOrder, queue: () => EventQueue) {
  const keyOf = (chat: string) => `${PREFIX}:chat:${chat}`

  /** Appends the event to its chat's list. */
  async function enter(event: IdentifiedEvent): Promise<void> {
    const chat = chatInOrder(event)
    if (chat === undefined) return
    const key = keyOf(chat)
    await Promise.all([connection.rpush(key, event.id), connection.pexpire(key, REMEMBER_FOR_MS)])
  }

  /** Whether it is the event's turn. */
  async function isFirst(event: IdentifiedEvent, waitedMs: number): Promise<boolean> {
    const chat = chatInOrder(event)
    if (chat === undefined) return true
    const key = keyOf(chat)
    const place = await connection.lpos(key, event.id)
    if (place === null) await enter(event) // LINE redelivered a dead letter, or the list was lost
    const first = await connection.lindex(key, 0)
    if (first === event.id) return true
    if (waitedMs > LOOK_AFTER_MS && first && !(await isUnfinished(first)))
      await connection.lrem(key, 1, first)
    return false
  }

  /** Whether an event is unfinished. Redis may have lost its job, or have refused to remove a finished one from the list. */
  async function isUnfinished(id: string): Promise<boolean> {
    const job = await queue().getJob(jobIdOf(id))
    return job !== undefined && job.finishedOn === undefined
  }

  /** Removes a finished event and starts the next one of its chat immediately. */
  async function leave(event: IdentifiedEvent): Promise<void> {
    const chat = chatInOrder(event)
    if (chat === undefined) return
    const key = keyOf(chat)
    await connection.lrem(key, 0, event.id)
    const next = await connection.lindex(key, 0)
    const job = next ? await queue().getJob(jobIdOf(next)) : undefined
    await job?.promote().catch(() => {}) // it is not waiting for its turn
  }

  return { enter, isFirst, leave }
}
