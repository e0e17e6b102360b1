import type { webhook } from '@line/bot-sdk'
import { slowOptionsOf } from './slow.ts'
import type { HandlerContext, Handlers } from './types.ts'
import { wrapHandlers } from './wrap-handlers.ts'

/** LINE's default. The animation also ends with the bot's next message. */
const SECONDS = 20

export interface LoadingAnimationOptions {
  /** how long a handler may take before the animation starts, in milliseconds; 1,000 by default */
  afterMs?: number
}

/**
 * Returns handlers that show LINE's loading animation if they take longer than `afterMs`. It never delays an event or makes
 * it fail; whether it was shown is logged at the level `debug`. LINE supports it in one-to-one chats only. `slow` handlers
 * are left unchanged, because they show it themselves.
 *
 * @example withLoadingAnimation({ 'message.text': async ({ message }) => echo(await ask(message.text)) }, { afterMs: 500 })
 * @see https://developers.line.biz/en/reference/messaging-api/#display-a-loading-indicator
 */
export function withLoadingAnimation(
  handlers: Handlers,
  { afterMs = 1_000 }: LoadingAnimationOptions = {}
): Handlers {
  return wrapHandlers(handlers, (handler) => (event, context) => {
    const reply = handler(event, context)
    if (!(reply instanceof Promise) || slowOptionsOf(handler)) return reply
    const timer = setTimeout(showLoadingAnimation, afterMs, event, context, SECONDS)
    return reply.finally(() => clearTimeout(timer))
  })
}

/**
 * Shows the loading animation in a one-to-one chat; elsewhere it does nothing. Never rejects.
 *
 * @example
 * const text: Handler<'message.text'> = async (event, context) => {
 *   await showLoadingAnimation(event, context, 10)
 *   return echo(await ask(event.message.text))
 * }
 * @param loadingSeconds a multiple of 5, up to 60
 */
export async function showLoadingAnimation(
  { source }: webhook.Event,
  { line, log }: Pick<HandlerContext, 'line' | 'log'>,
  loadingSeconds: number
): Promise<void> {
  if (source?.type !== 'user' || typeof source.userId !== 'string') return
  try {
    await (await line()).showLoadingAnimation({ chatId: source.userId, loadingSeconds })
    log.debug('a handler is taking long: LINE shows the loading animation')
  } catch (error) {
    const { status } = error as { status?: number }
    log.debug({ status }, 'LINE did not show the loading animation')
  }
}
