export interface RememberedIdsOptions {
  /** how many ids are remembered at most; the oldest are forgotten first */
  max: number
  /** for how long, in milliseconds */
  time: number
}

/**
 * Ids that are remembered for a while. They are kept in two halves, a newer and an older one, so that the oldest are
 * forgotten all at once: a cache that orders them one by one takes longer for each, and 25 ms at the start.
 */
export function createRememberedIds({ max, time }: RememberedIdsOptions) {
  const half = Math.ceil(max / 2)
  let newer = new Map<string, number>()
  let older = new Map<string, number>()

  return {
    add(id: string): void {
      if (newer.size >= half) {
        older = newer
        newer = new Map()
      }
      newer.set(id, Date.now() + time)
    },

    has(id: string): boolean {
      const until = newer.get(id) ?? older.get(id)
      return until !== undefined && Date.now() < until
    }
  }
}
