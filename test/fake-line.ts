import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { messagingApi } from '@line/bot-sdk'
import type { Test } from 'tap'

/** How LINE behaves for one call. */
export interface Behaviour {
  /** wait, in milliseconds */
  delay?: number
  /** end the connection; `after` the reply was accepted, or before */
  drop?: 'before' | 'after'
  status?: number
  body?: string
}

export interface Call {
  token: string
  messages: messagingApi.TextMessage[]
  authorization: string | undefined
  status: number
}

/** A Messaging API of the test's own: a reply token is good once; a test can make it misbehave. */
export async function startLine(t: Test, { token = 'access-token' } = {}) {
  const calls: Call[] = []
  const plans = new Map<string, Behaviour[]>()
  const used = new Set<string>()
  const over = new AbortController()

  const server = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += chunk
    const { replyToken, messages } = JSON.parse(text) as messagingApi.ReplyMessageRequest
    const call: Call = {
      token: replyToken,
      messages: messages as messagingApi.TextMessage[],
      authorization: request.headers.authorization,
      status: 0
    }
    calls.push(call)
    const behaviour = plans.get(replyToken)?.shift() ?? line.usually
    if (behaviour.delay) await sleep(behaviour.delay, undefined, { signal: over.signal }).catch(() => {})
    if (behaviour.drop === 'before') return request.socket.destroy()
    call.status = behaviour.status ?? decide(call)
    if (behaviour.drop === 'after') return request.socket.destroy()
    answer(response, call.status, behaviour.body)
  })

  function decide({ token: replyToken, authorization }: Call): number {
    if (authorization !== `Bearer ${token}`) return 401
    if (used.has(replyToken)) return 400
    used.add(replyToken)
    return 200
  }

  function answer(response: ServerResponse, status: number, body?: string) {
    response.writeHead(status, { 'content-type': 'application/json', 'x-line-request-id': randomUUID() })
    response.end(
      body ?? JSON.stringify(status === 200 ? { sentMessages: [] } : { message: `scripted ${status}` })
    )
  }

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    over.abort()
    server.close()
    server.closeAllConnections()
  })

  const line = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    callsFor: (replyToken: string) => calls.filter((call) => call.token === replyToken),
    accepted: (replyToken: string) =>
      calls.filter((call) => call.token === replyToken && call.status === 200),
    /** the next calls with this reply token */
    plan: (replyToken: string, ...behaviours: Behaviour[]) => plans.set(replyToken, behaviours),
    /** all other calls */
    usually: {} as Behaviour
  }
  return line
}
