import type { Socket } from 'node:net'

/**
 * Calls back for each HTTP message on a connection, with so little work that the load generator and LINE do not limit the
 * results. Supports only messages with `content-length`, and responses without a body.
 */
export function onMessages(socket: Socket, onMessage: (head: string) => void): void {
  let text = ''
  socket.setNoDelay(true).setEncoding('latin1')
  socket.on('data', (chunk) => {
    text = text === '' ? String(chunk) : text + chunk
    for (;;) {
      const end = text.indexOf('\r\n\r\n')
      if (end < 0) return
      const head = text.slice(0, end)
      const length = Number(/content-length: *(\d+)/i.exec(head)?.[1] ?? 0)
      const next = end + 4 + length
      if (text.length < next) return
      text = text.slice(next)
      onMessage(head)
    }
  })
}
