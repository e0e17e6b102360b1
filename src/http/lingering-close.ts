import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** How long what still comes is thrown away. LINE waits no longer for an answer. */
const LINGER_MS = 2_000

/**
 * Ends the connection with the answer when a request is answered before its body has come, so that nobody needs to read
 * the rest.
 */
export function closeIfBodyIsUnread(request: IncomingMessage, response: ServerResponse): void {
  if (!hasBody(request)) return
  const { socket } = request
  const { shouldKeepAlive } = response
  response.shouldKeepAlive = false
  request.once('end', () => {
    response.shouldKeepAlive = shouldKeepAlive
  })
  response.once('prefinish', () => {
    if (!request.complete) socket.destroySoon = () => lingeringClose(socket)
  })
}

/**
 * Closes a connection whose peer may still be sending. Bytes that reach a closed socket are answered with a reset, and
 * many clients drop an answer that they have not read when a reset comes. So only the bot's side is closed at once, and
 * what comes is thrown away unparsed, until the peer closes its side or the time is up.
 */
export function lingeringClose(socket: Socket): void {
  socket.removeAllListeners('data').removeAllListeners('end')
  socket.on('data', () => {}).resume()
  socket.end()
  const timer = setTimeout(() => socket.destroy(), LINGER_MS)
  socket.once('close', () => clearTimeout(timer))
}

export const hasBody = ({ headers }: IncomingMessage) =>
  headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0'
