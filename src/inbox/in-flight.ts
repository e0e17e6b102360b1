import { withTimeLimit } from '../timing/time-limit.ts'

export interface InFlightOptions {
  maxEvents: number
  /** how many bytes of webhooks the events may have come in */
  maxBytes: number
}

/** Counts the events in flight, and the bytes that they came in. */
export function createInFlight({ maxEvents, maxBytes }: InFlightOptions) {
  let events = 0
  let bytes = 0
  let empty: PromiseWithResolvers<void> | undefined

  return {
    add(moreEvents: number, moreBytes: number): void {
      events += moreEvents
      bytes += moreBytes
    },

    remove(fewerEvents: number, fewerBytes: number): void {
      events -= fewerEvents
      bytes -= fewerBytes
      if (events > 0) return
      empty?.resolve()
      empty = undefined
    },

    hasRoomFor: (moreEvents: number, moreBytes: number): boolean =>
      events + moreEvents <= maxEvents && bytes + moreBytes <= maxBytes,

    /** Waits until nothing is in flight, at most for so long. Resolves with the number of events that are left. */
    async drain(timeoutMs: number): Promise<number> {
      if (events > 0) {
        empty ??= Promise.withResolvers()
        await withTimeLimit(empty.promise, timeoutMs)
      }
      return events
    }
  }
}
