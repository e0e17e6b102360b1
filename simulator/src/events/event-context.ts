import type { Ids } from '../state/ids.ts'
import type { People } from '../state/people.ts'

/** The people for an event, and the source of its ids and timestamps. */
export interface EventContext {
  people: People
  ids: Ids
  /** milliseconds since the epoch */
  now: () => number
  /** whether another channel controls the chat; false by default */
  isStandby?: (chat: string) => boolean
}
