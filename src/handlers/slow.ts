import type { EventKind, Handler } from './types.ts'

/** Times and texts of a slow answer. Users see the texts: write them in their language. */
export interface SlowOptions {
  /**
   * How long the handler may take before the user gets a button, in milliseconds after the webhook. Default: 20,000; at
   * most 40,000, because a reply token is valid for a minute. With 0, the user gets the button at once. Without Redis, LINE
   * gets its 200 after a second, and a process that is killed before the reply loses the question, unless this is 0.
   */
  patienceMs?: number
  /** When `signal` aborts and the user gets `failed`, in milliseconds. Default: 5 minutes; at most 15 */
  giveUpAfterMs?: number
  /** How long an answer is kept for the tap, in milliseconds. Default: 30 minutes; at most a day */
  keepForMs?: number
  /** above the button, at most 160 UTF-16 units. Default: `One moment …` */
  working?: string
  /** on the button, at most 20 UTF-16 units. Default: `Get the answer` */
  button?: string
  /** if the handler throws or takes too long. Default: `That did not work. Please ask again.` */
  failed?: string
  /** if the answer is no longer kept when the button is tapped. Default: `That was too long ago. Please ask again.` */
  gone?: string
}

export const SLOW_DEFAULTS: Required<SlowOptions> = {
  ...{ patienceMs: 20_000, giveUpAfterMs: 5 * 60_000, keepForMs: 30 * 60_000 },
  ...{ working: 'One moment …', button: 'Get the answer' },
  ...{ failed: 'That did not work. Please ask again.', gone: 'That was too long ago. Please ask again.' }
}

/** Times in milliseconds, texts in UTF-16 units. */
const MAX: Record<keyof SlowOptions, number> = {
  ...{ patienceMs: 40_000, giveUpAfterMs: 15 * 60_000, keepForMs: 24 * 60 * 60_000 },
  ...{ working: 160, button: 20, failed: 5_000, gone: 5_000 }
}
const SLOW = Symbol('slow')

/**
 * Wraps a handler that may still be working when the reply token expires, e.g. because it calls a language model. An answer
 * within `patienceMs` is an ordinary reply. After that, the user gets a button, and a tap on it fetches the answer. Neither
 * counts towards the monthly quota.
 *
 * `signal` aborts when the bot gives up or the user unsends the question. If the handler throws, the user gets `failed`, and
 * it is not called again. With Redis it is called again if its process crashes, so its side effects may happen twice. It is
 * slow only as an entry of the table of handlers: a call by another handler is an ordinary call.
 *
 * @example
 * 'message.text': slow(async ({ message }, { signal }) => textMessages(await ask(message.text, signal)), {
 *   patienceMs: 5_000,
 *   button: 'Show the answer'
 * })
 * @throws RangeError when a text is too long or a time is out of range, so that the bot does not start
 * @see https://developers.line.biz/en/reference/messaging-api/#send-reply-message-reply-token
 */
export function slow<Kind extends EventKind>(
  handler: Handler<Kind>,
  options: SlowOptions = {}
): Handler<Kind> {
  const all = { ...SLOW_DEFAULTS, ...options }
  for (const [name, max] of Object.entries(MAX) as [keyof SlowOptions, number][]) {
    const min = name === 'patienceMs' ? 0 : 1
    const size = Number(name.endsWith('Ms') ? all[name] : String(all[name]).length)
    if (!(size >= min && size <= max))
      throw new RangeError(
        `slow: ${name} must be ${min} to ${max} ${name.endsWith('Ms') ? 'ms' : 'UTF-16 units long'}`
      )
  }
  const marked: Handler<Kind> = (event, context) => handler(event, context)
  return Object.assign(marked, { [SLOW]: all })
}

/** Returns the options of a slow handler, or undefined for any other handler. */
export const slowOptionsOf = (handler: object | undefined) =>
  (handler as { [SLOW]?: Required<SlowOptions> } | undefined)?.[SLOW]
