/**
 * Answers after the number of seconds in the text, like a bot that calls a language model. After 5 seconds, the user gets a
 * button that fetches the answer.
 *
 *     npm run playground -- --bot examples/slow.ts
 *
 * `2` gets an ordinary reply, and `30` a button; the answer to `long` has five messages, and `fail` fails.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { textMessages } from '#src/handlers/echo/echo.ts'
import { slow } from '#src/handlers/slow.ts'
import type { CreateHandlers } from '#src/handlers/types.ts'

export const createHandlers: CreateHandlers = () => ({
  'message.text': slow(async ({ message }, { signal }) => textMessages(await ask(message.text, signal)), {
    patienceMs: 5_000, // short, to show the button; 20 seconds by default
    working: 'This takes a moment …',
    button: 'Get the answer'
  })
})

/**
 * Simulates a model. Call a real one here, and pass it the signal, so that it stops when its answer is no longer needed:
 *
 *     const response = await fetch(MODEL_URL, { method: 'POST', headers, body: JSON.stringify({ prompt }), signal })
 */
async function ask(prompt: string, signal: AbortSignal): Promise<string> {
  const seconds = /^\d{1,3}$/.test(prompt) ? Number(prompt) : 8
  await sleep(seconds * 1_000, undefined, { signal })
  if (prompt === 'fail') throw new Error('the model is down')
  return prompt === 'long' ? 'All work and no play. '.repeat(1_100) : `You asked: ${prompt}`
}
