import { setTimeout as sleep } from 'node:timers/promises'
import type { Handler } from '../src/handlers/types.ts'

/**
 * A handler that echoes, and counts how many of its calls run side by side in a group and in the one-to-one chat. In the
 * latter it waits until it is released.
 */
export function watchedHandler() {
  const running = { group: 0, 'one-to-one': 0 }
  const most = { group: 0, 'one-to-one': 0 }
  const { promise: released, resolve: release } = Promise.withResolvers<void>()
  const handler: Handler<'message.text'> = async ({ message, source }) => {
    const chat = source?.type === 'group' ? 'group' : 'one-to-one'
    most[chat] = Math.max(most[chat], ++running[chat])
    if (chat === 'one-to-one') await released
    await sleep(5)
    running[chat]--
    return [{ type: 'text', text: message.text }]
  }
  return { handler, most, release }
}
