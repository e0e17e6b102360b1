import type { Result } from '../inbox/inbox.ts'

/**
 * What LINE is told of a delivery: 200 when every event is safe, 400 when LINE refused a reply for good, 503 when
 * an event failed or is still open. Anything but 200 makes LINE deliver again, where redelivery is switched on.
 *
 * @param limit how long to wait for the events, in milliseconds
 */
export async function answerOf(results: Promise<Result>[], limit: number): Promise<200 | 400 | 503> {
  const ended = await within(limit, Promise.all(results))
  if (!ended || ended.some(({ outcome }) => outcome === 'failed')) return 503
  return ended.some(({ outcome }) => outcome === 'rejected') ? 400 : 200
}

/** The value of the promise, or undefined when it takes longer than the limit. */
function within<T>(limit: number, promise: Promise<T>): Promise<T | undefined> {
  const timeout = Promise.withResolvers<undefined>()
  const timer = setTimeout(timeout.resolve, Math.max(0, limit), undefined)
  return Promise.race([promise, timeout.promise]).finally(() => clearTimeout(timer))
}
