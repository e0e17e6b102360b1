import type { Result } from '../inbox/outcome.ts'
import { TIMED_OUT, withTimeLimit } from '../timing/time-limit.ts'

/** The status that LINE gets for a delivery. */
export type WebhookAnswer = 200 | 400 | 503

/**
 * What LINE is told of a delivery: 200 when every event is safe, 400 when LINE refused a reply for good, 503 when
 * an event failed or is still open. Anything but 200 makes LINE deliver again, where redelivery is switched on.
 *
 * @param limitMs how long to wait for the events
 */
export async function answerFor(results: Promise<Result>[], limitMs: number): Promise<WebhookAnswer> {
  const ended = await withTimeLimit(Promise.all(results), limitMs)
  if (ended === TIMED_OUT || ended.some(({ outcome }) => outcome === 'failed')) return 503
  return ended.some(({ outcome }) => outcome === 'rejected') ? 400 : 200
}
