import type { Awaitable, Result } from '../inbox/types.ts'

/** What LINE is told of a delivery. */
export type Answer = 200 | 400 | 503

/**
 * What LINE is told of a delivery: 200 when every event is safe, 400 when LINE refused a reply for good, 503 when
 * an event failed or is still open. Anything but 200 makes LINE deliver again, where redelivery is switched on.
 *
 * @param limit how long to wait for the events, in milliseconds
 */
export function answerOf(results: Awaitable<Result>[], limit: number): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, Math.max(0, limit), 503)
    Promise.all(results).then((ended) => {
      clearTimeout(timer)
      resolve(answerTo(ended))
    }, reject)
  })
}

function answerTo(results: Result[]): Answer {
  if (results.some(({ outcome }) => outcome === 'failed')) return 503
  return results.some(({ outcome }) => outcome === 'rejected') ? 400 : 200
}
