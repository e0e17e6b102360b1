import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { closeIfBodyIsUnread, hasBody } from './lingering-close.ts'
import type { Refusals } from './refusals.ts'

/** How many requests of a connection may wait until the ones before them are answered. LINE sends one at a time. */
const MAX_WAITING = 16

/**
 * Has the requests of one connection answered one after the other, so that a peer that sends many and reads no answer
 * costs one answer, not all of them. Wraps the server's listener for requests: call it when that is there.
 */
export function answerInTurn(server: FastifyInstance['server'], refusals: Refusals): void {
  const [answer] = server.listeners('request') as ((
    request: IncomingMessage,
    response: ServerResponse
  ) => void)[]
  const waiting = new WeakMap<Socket, number>()
  server.removeAllListeners('request').on('request', take)
  // Node asks for the body at once, though it may not be wanted: ask for it when somebody reads it.
  server.on('checkContinue', (request, response) => {
    request.once('resume', () => {
      if (!response.headersSent) response.writeContinue()
    })
    take(request, response)
  })

  function take(request: IncomingMessage, response: ServerResponse): void {
    closeIfBodyIsUnread(request, response)
    if (response.socket) answer?.(request, response)
    else wait(request, response)
  }

  /** A response gets its socket from Node when those before it have ended. */
  function wait(request: IncomingMessage, response: ServerResponse): void {
    const { socket } = request
    if (!socket.writable) return
    const ahead = waiting.get(socket) ?? 0
    if (ahead === MAX_WAITING) {
      cut(socket)
      return
    }
    waiting.set(socket, ahead + 1)
    const isBodyExpected = hasBody(request) // it is counted, or thrown away, by whom it is for
    if (isBodyExpected) answer?.(request, response)
    response.once('socket', () => {
      waiting.set(socket, (waiting.get(socket) ?? 1) - 1)
      if (!isBodyExpected) process.nextTick(() => answer?.(request, response))
    })
  }

  function cut(socket: Socket): void {
    const { remoteAddress: ip } = socket
    socket.destroy()
    refusals.add('warn', { code: 'HTTP_ERR_PIPELINING', ip }, 'refused: too many requests at once')
  }
}
