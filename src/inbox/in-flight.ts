import { withTimeLimit } from '../timing/time-limit.ts'

export interface InFlightOptions {
  maxEvents: number
  /** the total size of these events' webhooks, in bytes */
  maxBytes: number
}

/** Counts the events in flight, and the bytes of their webhooks. */
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

    count: (): number => events,

    hasRoomFor: (moreEvents: number, moreBytes: number): boolean =>
      events + moreEvents <= maxEvents && bytes + moreBytes <= maxBytes,

    /** Resolves when nothing is in flight or after `timeoutMs`, with the number of events left. */
    async drain(timeoutMs: number): Promise<number> {
      if (events > 0) {
        empty ??= Promise.withResolvers()
        await withTimeLimit(empty.promise, timeoutMs)
      }
      return events
    }
  }
}
