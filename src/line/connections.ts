import { type Answer, type Connection, createConnection, NoAnswerError } from './connection.ts'
import { createSlots } from './slots.ts'

export interface ConnectionsOptions {
  /** where to, e.g. `https://api.line.me`; what follows the host does not matter */
  baseUrl: string
  /** how many requests may be under way at once, each on a connection of its own */
  count: number
  /** how long a connection may idle, in milliseconds */
  idleLimit?: number
}

export interface PostRequest {
  path: string
  headers: Readonly<Record<string, string>>
  body: string
  /** the body of the answer is wanted also when its status is 2xx */
  needsBody?: boolean
}

/**
 * Connections to LINE, kept alive and used again and again. None is opened before the first request.
 *
 * A reply is one POST with a short answer, and LINE takes 2,000 of them a second: beside the two system calls, undici
 * takes 20 µs for each, this takes a few (measured), and nothing is imported. What it does not understand is an answer
 * that did not come.
 */
export function createConnections({ baseUrl, count, idleLimit = 20_000 }: ConnectionsOptions) {
  const url = new URL(baseUrl)
  const slots = createSlots(count)
  const all = new Set<Connection>()
  /** the one used last comes first: those not needed any more can idle, and are closed */
  const idle: Connection[] = []
  let closed = false

  function onFree(connection: Connection, isGood: boolean): void {
    if (isGood) idle.push(connection)
    slots.give()
  }

  function onClose(connection: Connection): void {
    all.delete(connection)
    const index = idle.indexOf(connection)
    if (index >= 0) idle.splice(index, 1)
  }

  function nextConnection(): Connection {
    for (let connection = idle.pop(); connection; connection = idle.pop()) {
      if (connection.isGood()) return connection
      connection.destroy()
    }
    const connection = createConnection({ url, idleLimit, onFree, onClose })
    all.add(connection)
    return connection
  }

  return {
    /**
     * Sends a POST request as soon as a connection is free.
     *
     * @param limit how long to wait for the answer from then on, in milliseconds
     * @param until when to give up in any case, in milliseconds since the epoch
     * @throws NoAnswerError
     */
    async post(
      { path, headers, body, needsBody = false }: PostRequest,
      limit: number,
      until: number
    ): Promise<Answer> {
      const turn = slots.take()
      if (turn) await turn
      const left = Math.min(limit, until - Date.now())
      if (left <= 0 || closed) {
        slots.give()
        throw new NoAnswerError(closed ? 'closed' : 'no time left', true)
      }
      let head = `POST ${path} HTTP/1.1\r\nhost: ${url.host}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n`
      for (const name in headers) head += `${name}: ${headers[name]}\r\n`
      return nextConnection().send({ request: `${head}\r\n${body}`, limit: left, needsBody })
    },

    /** Ends all connections; a request under way gets no answer. */
    close(): void {
      closed = true
      for (const connection of all) connection.destroy()
    }
  }
}
