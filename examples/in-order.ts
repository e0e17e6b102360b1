/** Waits for the number of seconds in a text, one text at a time. `npm run playground -- --bot examples/in-order.ts` */
import { setTimeout as sleep } from 'node:timers/promises'
import { echo } from '#src/handlers/echo/echo.ts'
import { oneAtATime } from '#src/handlers/one-at-a-time.ts'
import type { CreateHandlers, Handler } from '#src/handlers/types.ts'

const MAX_SECONDS = 10

const takeTime: Handler<'message.text'> = async ({ message }) => {
  const seconds = Math.min(Number(message.text) || 0, MAX_SECONDS)
  await sleep(seconds * 1_000)
  return echo(message.text)
}

export const createHandlers: CreateHandlers = () => ({
  // Send 1, and then 0.1 immediately: the answer to 1 comes first. A sticker sent meanwhile does not wait.
  ...oneAtATime({ 'message.text': takeTime }),
  'message.sticker': () => [{ type: 'sticker', packageId: '446', stickerId: '1988' }]
})
