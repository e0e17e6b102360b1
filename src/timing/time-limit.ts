/** The result of `withTimeLimit` if the time limit is reached first. */
export const TIMED_OUT = Symbol('timed out')

/**
 * Waits for a promise for a limited time. The work behind the promise continues after that.
 *
 * @param limitMs in milliseconds; 0 or less gives up at the next turn of the event loop
 * @returns the value of the promise, or `TIMED_OUT`; rejects if the promise rejects in time
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
