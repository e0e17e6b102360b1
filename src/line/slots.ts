/** At most `count` holders at a time; who comes later waits in line. */
export function createSlots(count: number) {
  let free = count
  const waiting: (() => void)[] = []
  let next = 0

  return {
    /** Resolves when there is a slot for the caller, who must `give` it back. */
    take(): Promise<void> | undefined {
      if (free > 0) {
        free--
        return
      }
      return new Promise((resolve) => waiting.push(resolve))
    },

    give(): void {
      const first = waiting[next]
      if (!first) {
        free++
        return
      }
      first()
      // Array.shift() moves every element of a long line: walk it, and drop what is behind now and then.
      if (++next === waiting.length || next === 1_000) {
        waiting.splice(0, next)
        next = 0
      }
    }
  }
}
