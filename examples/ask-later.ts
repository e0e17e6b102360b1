/** Greets new friends by name, and sends a question a minute later. `npm run playground -- --bot examples/ask-later.ts` */
import { createHash } from 'node:crypto'
import { echo } from '#src/handlers/echo/echo.ts'
import type { HandlerOptions, Handlers } from '#src/handlers/types.ts'

export function createHandlers({ delayMs = 60_000 }: HandlerOptions & { delayMs?: number }): Handlers {
  return {
    follow: async ({ source, webhookEventId }, { line, log }) => {
      if (source?.type !== 'user' || !source.userId) return
      const { userId } = source
      const client = await line()
      const { displayName } = await client.getProfile(userId)

      // A push needs no reply token, but counts towards the monthly quota. It is lost if the process ends before it is sent,
      // so use a queue if that matters.
      const question = { type: 'text' as const, text: `Still there, ${displayName}?` }
      setTimeout(() => {
        client
          .pushMessage({ to: userId, messages: [question] }, retryKeyOf(webhookEventId))
          .catch((err) => log.error({ err }, 'asking failed'))
      }, delayMs).unref()
      return [{ type: 'text', text: `Hello, ${displayName}!` }]
    },

    'message.text': (event) => echo(event.message.text)
  }
}

/** The same key for the same event. If an event is handled twice, LINE rejects the second push with 409. */
function retryKeyOf(webhookEventId: string): string {
  const hash = createHash('sha256').update(webhookEventId).digest('hex')
  return hash.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5')
}
