import type { Job } from 'bullmq'
import t from 'tap'
import { lastFailureOf, NOT_ATTEMPTED, wasInterrupted } from '../../../src/inbox/redis/earlier-attempts.ts'
import type { StoredEvent } from '../../../src/inbox/redis/queue.ts'

/** What BullMQ knows of a job that is taken for the second time, after one attempt that failed. */
const job = (known: Partial<Job<StoredEvent>>) =>
  ({ attemptsStarted: 2, attemptsMade: 1, data: {}, ...known }) as Job<StoredEvent>

t.test('an event that is taken too late has failed for the reason of its last attempt', async (t) => {
  const outage = { mayHaveBeenDelivered: false, tries: 1 }
  t.same(lastFailureOf(job({ failedReason: 'line-unavailable' })), { reason: 'line-unavailable', ...outage })
  t.same(lastFailureOf(job({ failedReason: 'credentials' })), { reason: 'credentials', ...outage })
  t.same(lastFailureOf(job({ failedReason: 'handler' })), { reason: 'handler', err: undefined })
})

t.test('LINE may have the reply of an attempt without a response, or that was interrupted', async (t) => {
  const mayHaveBeenDelivered = (known: Partial<Job<StoredEvent>>) =>
    (lastFailureOf(job({ failedReason: 'line-unavailable', ...known })) as { mayHaveBeenDelivered: boolean })
      .mayHaveBeenDelivered
  t.equal(mayHaveBeenDelivered({ data: { mayHaveBeenDelivered: true } as StoredEvent }), true)
  t.equal(mayHaveBeenDelivered({ attemptsStarted: 3 }), true)
})

t.test('an event whose process did not live to say why was interrupted', async (t) => {
  const interrupted = { reason: 'interrupted', mayHaveBeenDelivered: true }
  for (const known of [
    { attemptsMade: 0 },
    { attemptsMade: 1, attemptsStarted: 3, failedReason: NOT_ATTEMPTED }
  ]) {
    t.equal(wasInterrupted(job(known)), true)
    t.same(lastFailureOf(job(known)), interrupted)
  }
})

t.test('an event that nobody has attempted has not failed', async (t) => {
  t.equal(lastFailureOf(job({ attemptsStarted: 1, attemptsMade: 0 })), undefined)
  t.equal(lastFailureOf(job({ failedReason: NOT_ATTEMPTED })), undefined)
})
