import type { Test } from 'tap'
import { startLine } from '../support/line.ts'
import { matches } from '../support/matches.ts'

type Json = Record<string, unknown>
interface Answer {
  message: string | RegExp
  details?: { message: string; property: string }[]
}

/** What LINE answers when something in the request is wrong. Each pair is a property and what is wrong with it. */
export const request = (...wrong: [property: string, message: string][]): Answer => ({
  message: `The request body has ${wrong.length} error(s)`,
  details: wrong.map(([property, message]) => ({ message, property }))
})

/** What LINE answers when something in the contents of a message is wrong. */
export const content = (...wrong: [property: string, message: string][]): Answer => ({
  message: 'A message (messages[0]) in the request body is invalid',
  details: wrong.map(([property, message]) => ({ message, property }))
})

/** What LINE answers when a property has a wrong JSON type. */
export const wrongType = (property: string): Answer => ({
  message: new RegExp(
    `^The property, '${RegExp.escape(property)}', in the request body is invalid \\(line: 1, column: \\d+\\)$`
  )
})

/** Asks the simulator, over HTTP, what LINE has against messages. */
export async function startValidator(t: Test) {
  const { url } = await startLine(t)
  const ask = async (messages: unknown) => {
    const response = await fetch(`${url}/v2/bot/message/validate/reply`, {
      method: 'POST',
      headers: { authorization: 'Bearer access-token', 'content-type': 'application/json' },
      body: JSON.stringify({ messages })
    })
    return { status: response.status, body: (await response.json()) as object }
  }

  /** Each of these messages is taken. */
  async function takes(messages: Record<string, Json>): Promise<void> {
    for (const [name, message] of Object.entries(messages)) {
      t.same(await ask([message]), { status: 200, body: {} }, `takes ${name}`)
    }
  }

  /** Each of these messages is refused, with exactly this answer. */
  async function refuses(messages: Record<string, [message: Json, answer: Answer]>): Promise<void> {
    for (const [name, [message, answer]] of Object.entries(messages)) {
      const { status, body } = await ask([message])
      t.equal(status, 400, `refuses ${name}`)
      if (answer.details) t.same(body, answer, name)
      else matches(t, body, { ...answer, details: [{ message: String, property: String }] }, name)
    }
  }

  return { ask, takes, refuses }
}
