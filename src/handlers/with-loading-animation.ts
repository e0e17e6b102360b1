import type { webhook } from '@line/bot-sdk'
import { slowOptionsOf } from './slow.ts'
import type { HandlerContext, Handlers } from './types.ts'
import { wrapHandlers } from './wrap-handlers.ts'

/** LINE's own default. The animation also ends with the bot's next message. */
const SECONDS = 20

export interface LoadingAnimationOptions {
  /** how long a handler may take without the animation */
  afterMs?: number
}

/**
 * Shows LINE's loading animation to a user whose handler takes long. It neither delays the event nor makes it fail;
 * whether it was shown is logged at the level `debug`. LINE has it in one-to-one chats only. A `slow` handler starts its own.
 *
 * @example withLoadingAnimation({ 'message.text': async ({ message }) => echo(await ask(message.text)) })
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
    log.debug('a handler takes long: LINE shows the loading animation')
  } catch (error) {
    const { status } = error as { status?: number }
    log.debug({ status }, 'LINE shows no loading animation')
  }
}
