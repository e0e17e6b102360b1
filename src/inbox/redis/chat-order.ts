import type { Redis } from 'ioredis'
import { PREFIX } from '../../redis/keys.ts'
import { REMEMBER_FOR_MS } from '../deadline.ts'
import type { IdentifiedEvent } from '../identify.ts'
import type { ChatInOrder } from '../in-order.ts'
import { type EventQueue, jobIdOf } from './queue.ts'

/** After this long, an event looks whether the one that it waits for still has a job. */
const LOOK_AFTER_MS = 2_000

/**
 * Keeps the order of the events of a chat among all processes: those that are waiting or at work are in a list of Redis,
 * in the order in which they were stored, and only the first may be handled.
 */
export function createChatOrder(connection: Redis, chatInOrder: ChatInOrder, queue: () => EventQueue) {
  const keyOf = (chat: string) => `${PREFIX}:chat:${chat}`

  /** Has the event wait behind those of its chat that are there. */
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
    if (place === null) await enter(event) // a dead letter that LINE delivers again, or the list was lost
    const first = await connection.lindex(key, 0)
    if (first === event.id) return true
    if (waitedMs > LOOK_AFTER_MS && first && !(await isUnfinished(first)))
      await connection.lrem(key, 1, first)
    return false
  }

  /** Whether an event is still to be handled. Redis may have lost its job, or have refused to take it off the list. */
  async function isUnfinished(id: string): Promise<boolean> {
    const job = await queue().getJob(jobIdOf(id))
    return job !== undefined && job.finishedOn === undefined
  }

  /** The event has ended: the next one of its chat is tried at once. */
  async function leave(event: IdentifiedEvent): Promise<void> {
    const chat = chatInOrder(event)
    if (chat === undefined) return
    const key = keyOf(chat)
    await connection.lrem(key, 0, event.id)
    const next = await connection.lindex(key, 0)
    const job = next ? await queue().getJob(jobIdOf(next)) : undefined
    await job?.promote().catch(() => {}) // it is not waiting for its turn yet
  }

  return { enter, isFirst, leave }
}
