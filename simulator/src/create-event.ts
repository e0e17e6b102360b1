import type { EventSpec } from './events/event-spec.ts'
import { createEvent as eventOf } from './events/webhook-events.ts'
import type * as webhook from './openapi/webhook.ts'
import { createIds } from './state/ids.ts'
import { createPeople } from './state/people.ts'

const ids = createIds(Date.now)
const people = createPeople(ids)

/**
 * Creates an event as LINE would send it, without a simulator, for unit tests of a handler.
 *
 * @example createEvent({ type: 'text', text: 'hello', source: 'group' })
 * @throws Error for an event that LINE could not send
 */
export const createEvent = (spec: EventSpec): webhook.Event => eventOf(spec, { people, ids, now: Date.now })
