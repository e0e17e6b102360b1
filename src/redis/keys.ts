/** The prefix of all the bot's keys. */
export const PREFIX = 'line-echobot'

/** The queue of events, the same in every process of the bot. */
export const QUEUE = {
  name: 'events',
  prefix: PREFIX,
  skipVersionCheck: true // its warnings are not JSON
} as const
