import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from '../../redis/errors.ts'
import type { EventQueue } from './queue.ts'

const TRY_EVERY_MS = 1_000
const TRIES = 30

/**
 * Removes a job that was taken over, if its data is not JSON. BullMQ cannot read such a job, so that it would be taken
 * over again and again; but it lets nobody remove it while it counts as taken.
 */
export async function removeUnreadable(queue: EventQueue, jobId: string, log: Log): Promise<void> {
  const isReadable = () =>
    queue.getJob(jobId).then(
      () => true,
      (error) => !(error instanceof SyntaxError)
    )
  for (let tries = 0; tries < TRIES && !(await isReadable()); tries++) {
    const key = queue.toKey(jobId)
    if (await queue.remove(jobId).catch(() => 0))
      return log.error({ key }, 'a job in Redis was not JSON, and none of the bot’s: removed')
    await sleep(TRY_EVERY_MS, undefined, { ref: false })
  }
}
