import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { Test } from 'tap'
import { sign } from '../src/webhook/signature.ts'
import { CALLBACK, SECRET } from './helper.ts'

/** A signature that LINE could have made, and did not. */
export const FALSE_SIGNATURE = `${'A'.repeat(43)}=`

/** The head of a webhook request, with its last empty line. A header of null is left out. */
export function head(
  headers: Record<string, string | number | null> = {},
  start = `POST ${CALLBACK} HTTP/1.1`
) {
  const all = {
    host: 'x',
    'content-type': 'application/json',
    'x-line-signature': FALSE_SIGNATURE,
    ...headers
  }
  const lines = Object.entries(all).filter(([, value]) => value !== null)
  return `${[start, ...lines.map(([name, value]) => `${name}: ${value}`)].join('\r\n')}\r\n\r\n`
}

/** A whole request that has no body. */
export const get = (path: string, method = 'GET') => `${method} ${path} HTTP/1.1\r\nHost: x\r\n\r\n`

/** A whole webhook request, signed as LINE does. */
export const signed = (body: string, headers = {}) =>
  head({ 'x-line-signature': sign(body, SECRET), 'content-length': Buffer.byteLength(body), ...headers }) +
  body

/** A raw connection to the server at the address, and what came back on it. */
export async function dial(t: Test, url: string) {
  const { hostname, port } = new URL(url)
  const socket: Socket = connect(Number(port), hostname.replace(/^\[|\]$/g, ''))
  let received = ''
  socket.setEncoding('latin1').on('data', (text: string) => {
    received += text
  })
  socket.on('error', () => {}) // a connection that is cut is one of the things to be seen
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  t.teardown(() => socket.destroy())
  await once(socket, 'connect')
  return {
    socket,
    received: () => received,
    /** the statuses of the answers that came, without 100 */
    statuses: () => [...received.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => Number(status)),
    /** Resolves with what came back, when the connection has ended. */
    closed: closed.then(() => received)
  }
}

/** Sends the bytes, and resolves with what comes back until the server ends the connection. */
export async function exchange(t: Test, url: string, ...parts: (string | Uint8Array)[]) {
  const { socket, closed } = await dial(t, url)
  for (const part of parts) socket.write(part)
  return closed
}
