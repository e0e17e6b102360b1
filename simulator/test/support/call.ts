import type { Test } from 'tap'
import type { SimulatorOptions } from '../../src/index.ts'
import { startLine } from './line.ts'

export const HELLO = { type: 'text', text: 'hello' }
export const MINUTE = 60_000
export const DAY = 1_440 * MINUTE

/** What an API answered; what of it, depends on the call. */
// biome-ignore lint/suspicious/noExplicitAny: a test says what it expects
type Json = any

/** A platform whose clock the test moves, and plain HTTP calls of its APIs. */
export async function startApi(t: Test, options: SimulatorOptions = {}) {
  const line = await startLine(t, { startAt: Date.now(), ...options })
  const clock = {
    get now() {
      return line.now()
    },
    set now(time) {
      line.advance(time - line.now())
    }
  }

  async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    const isRaw = typeof body === 'string' || body instanceof Uint8Array || body instanceof FormData
    const response = await fetch(`${line.url}${path}`, {
      method,
      headers: {
        authorization: 'Bearer access-token',
        ...(!(body instanceof FormData) && { 'content-type': 'application/json' }),
        ...headers
      },
      ...(body !== undefined && { body: (isRaw ? body : JSON.stringify(body)) as string })
    })
    const bytes = Buffer.from(await response.arrayBuffer())
    return { status: response.status, headers: response.headers, bytes, body: parsed(bytes) }
  }

  const ids = {
    user: line.people.users[0]?.userId ?? '',
    second: line.people.users[1]?.userId ?? '',
    third: line.people.users[2]?.userId ?? '',
    group: line.people.group.groupId,
    room: line.people.room.roomId,
    stranger: `U${'0'.repeat(32)}`
  }

  return {
    line,
    clock,
    ids,
    call,
    get: (path: string) => call('GET', path),
    post: (path: string, body?: unknown, headers?: Record<string, string>) =>
      call('POST', path, body, headers)
  }
}

function parsed(bytes: Buffer): Json {
  try {
    return JSON.parse(bytes.toString())
  } catch {
    return bytes.toString()
  }
}

/** What LINE says of one property that is wrong. */
export const invalid = (message: string, property: string) => ({
  status: 400,
  body: { message: 'The request body has 1 error(s)', details: [{ message, property }] }
})
