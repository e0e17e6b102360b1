/** What `withTimeLimit` resolves with when the time is up first. */
export const TIMED_OUT = Symbol('timed out')

/**
 * Waits for a promise within a time limit. The work behind it goes on.
 *
 * @param limitMs in milliseconds; 0 or less gives up at the next turn of the event loop
 * @returns what the promise resolves with, or `TIMED_OUT`; rejects if the promise does in time
 */
export function withTimeLimit<T>(promise: Promise<T>, limitMs: number): Promise<T | typeof TIMED_OUT> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, Math.max(0, limitMs), TIMED_OUT)
    promise.then(
      (value) => {
        clearTimeout(timer)
        resolve(value)
      },
      (error) => {
        clearTimeout(timer)
        reject(error)
      }
    )
  })
}
