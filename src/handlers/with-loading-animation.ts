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
 * whether it was shown is logged at the level `debug`. LINE has it in one-to-one chats only.
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
    const { source } = event
    if (!(reply instanceof Promise) || source?.type !== 'user' || typeof source.userId !== 'string')
      return reply
    const timer = setTimeout(show, afterMs, source.userId, context)
    return reply.finally(() => clearTimeout(timer))
  })
}

async function show(chatId: string, { line, log }: HandlerContext): Promise<void> {
  try {
    await (await line()).showLoadingAnimation({ chatId, loadingSeconds: SECONDS })
    log.debug('a handler takes long: LINE shows the loading animation')
  } catch (error) {
    const { status } = error as { status?: number }
    log.debug({ status }, 'LINE shows no loading animation')
  }
}
