/** What the names of all the bot's keys begin with. */
export const PREFIX = 'line-echobot'

/** The queue of events, as every process of the bot must name it. */
export const QUEUE = {
  name: 'events',
  prefix: PREFIX,
  skipVersionCheck: true // its warnings would not be JSON
} as const
