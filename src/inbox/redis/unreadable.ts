import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from '../../redis/errors.ts'
import type { EventQueue } from './queue.ts'

const TRY_EVERY_MS = 1_000
const TRIES = 30

/**
 * Removes a job that was taken over, if its data is not JSON. BullMQ cannot read such a job, so it would be taken over
 * repeatedly. The removal is retried, because BullMQ refuses it while the job is locked.
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
      return log.error({ key }, 'removed a job from Redis that was not JSON, and so not written by the bot')
    await sleep(TRY_EVERY_MS, undefined, { ref: false })
  }
}
