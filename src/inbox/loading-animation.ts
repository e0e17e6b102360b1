import type { webhook } from '@line/bot-sdk'
import type { HandlerContextOptions } from './handler-context.ts'

/** LINE's own default. A message of the bot's ends it sooner. */
const SECONDS = 20

export interface LoadingAnimationOptions extends HandlerContextOptions {
  /** how long a handler may take without it */
  afterMs?: number
}

/**
 * Shows LINE's loading animation to a user whose event takes long. It neither delays nor fails the event; whether it
 * was shown is logged at the level `debug`. LINE has it in one-to-one chats only.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#display-a-loading-indicator
 */
export function createLoadingAnimation({ line, log, afterMs = 1_000 }: LoadingAnimationOptions) {
  async function show(chatId: string): Promise<void> {
    try {
      await (await line()).showLoadingAnimation({ chatId, loadingSeconds: SECONDS })
      log.debug('a handler takes long: LINE shows the loading animation')
    } catch (error) {
      const { status } = error as { status?: number }
      log.debug({ status }, 'LINE shows no loading animation')
    }
  }

  return async function during<T>({ source }: webhook.Event, work: Promise<T>): Promise<T> {
    if (source?.type !== 'user' || typeof source.userId !== 'string') return work
    const timer = setTimeout(show, afterMs, source.userId)
    try {
      return await work
    } finally {
      clearTimeout(timer)
    }
  }
}

export type LoadingAnimation = ReturnType<typeof createLoadingAnimation>
