import { Worker } from 'bullmq'
import type { Redis } from 'ioredis'
import type { StoredEvent } from './queue.ts'

/**
 * A worker that takes nothing after it was paused. BullMQ's own takes one more event where Redis tells it of one: at a
 * stop nobody waits for its end, and it is taken over only when its lock has expired.
 */
export class PausableWorker extends Worker<StoredEvent> {
  protected override async moveToActive(...args: Parameters<Worker['moveToActive']>) {
    if (!this.isPaused()) return super.moveToActive(...args)
    const connection = this.opts.connection as Redis // it is one: `worker.ts` makes it
    await connection.zadd(this.toKey('marker'), 0, '0').catch(() => {}) // tells the next one that waits
    return undefined as never // as BullMQ's own does where there is no event, although its type does not say so
  }
}
