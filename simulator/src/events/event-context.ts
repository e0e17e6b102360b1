import type { Ids } from '../state/ids.ts'
import type { People } from '../state/people.ts'

/** Where an event happens: who is there, and what its ids and its time come from. */
export interface EventContext {
  people: People
  ids: Ids
  /** milliseconds since the epoch */
  now: () => number
  /** whether another channel is in control of a chat; never by default */
  isStandby?: (chat: string) => boolean
}
