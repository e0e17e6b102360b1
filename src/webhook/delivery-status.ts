import type { Result } from '../inbox/outcome.ts'
import { TIMED_OUT, withTimeLimit } from '../timing/time-limit.ts'

/** The status that LINE gets for a delivery. */
export type DeliveryStatus = 200 | 400 | 503

/**
 * The status of a delivery: 200 when every event is safe, 400 when LINE rejected a reply, 503 when an event failed or is
 * still open. LINE redelivers after anything but 200, if redelivery is on.
 *
 * @param limitMs how long to wait for the events
 */
export async function statusOf(results: Promise<Result>[], limitMs: number): Promise<DeliveryStatus> {
  const ended = await withTimeLimit(Promise.all(results), limitMs)
  if (ended === TIMED_OUT || ended.some(({ outcome }) => outcome === 'failed')) return 503
  return ended.some(({ outcome }) => outcome === 'rejected') ? 400 : 200
}
