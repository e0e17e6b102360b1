import type { EventKind, Handler } from './types.ts'

/** How a slow answer is given. The texts are shown to users: write them in their language. */
export interface SlowOptions {
  /**
   * How long to wait for an ordinary reply, in milliseconds from when the webhook came, before the user gets a button. 20
   * seconds by default, at most 40, because a reply token is good for a minute. 0: the button at once. Without Redis, LINE
   * has its 200 after a second, and a process that is killed within this time loses the question; not with 0.
   */
  patienceMs?: number
  /** When to give up: `signal` aborts, and the user is told. 5 minutes by default, at most 15. */
  giveUpAfterMs?: number
  /** For how long an answer waits for its tap: half an hour by default, at most a day. */
  keepForMs?: number
  /** Above the button, at most 160 characters: `One moment …`. LINE shows it with the button's text where it has no buttons. */
  working?: string
  /** On the button, at most 20 characters: `Get the answer` */
  button?: string
  /** When there is no answer: `That did not work. Please ask again.` */
  failed?: string
  /** When a button is tapped whose answer is no longer kept: `That is too long ago. Please ask again.` */
  gone?: string
}

export const SLOW_DEFAULTS: Required<SlowOptions> = {
  ...{ patienceMs: 20_000, giveUpAfterMs: 5 * 60_000, keepForMs: 30 * 60_000 },
  ...{ working: 'One moment …', button: 'Get the answer' },
  ...{ failed: 'That did not work. Please ask again.', gone: 'That is too long ago. Please ask again.' }
}

/** Of texts, in UTF-16 units. */
const MAX: Record<keyof SlowOptions, number> = {
  ...{ patienceMs: 40_000, giveUpAfterMs: 15 * 60_000, keepForMs: 24 * 60 * 60_000 },
  ...{ working: 160, button: 20, failed: 5_000, gone: 5_000 }
}
const SLOW = Symbol('slow')

/**
 * For a handler that may take longer than a reply token is good for: a model, a search. An answer within `patienceMs` is an
 * ordinary reply. Otherwise the user gets a button, and the answer when they tap it, which costs nothing.
 *
 * `signal` aborts when the bot gives up or the user unsends the question. When the handler throws, the user is told, and it
 * is not run again. With Redis it is, when its process dies: whatever else it does, it may do twice. It is slow in the table
 * of handlers only: one that another handler calls is an ordinary one.
 *
 * @example 'message.text': slow(async ({ message }, { signal }) => textMessages(await ask(message.text, signal)))
 * @throws RangeError when a text is too long or a time is out of range, so that the bot does not start
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
        `slow: ${name} takes ${min} to ${max} ${name.endsWith('Ms') ? 'ms' : 'characters'}`
      )
  }
  const marked: Handler<Kind> = (event, context) => handler(event, context)
  return Object.assign(marked, { [SLOW]: all })
}

/** The options of a slow handler; undefined for any other one. */
export const slowOptionsOf = (handler: object | undefined) =>
  (handler as { [SLOW]?: Required<SlowOptions> } | undefined)?.[SLOW]
