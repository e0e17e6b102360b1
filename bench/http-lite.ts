import type { Socket } from 'node:net'

/**
 * Calls back for every HTTP message that a connection brings: so little work that what sends the load, and what plays
 * LINE, are not what is measured. Only for messages with `content-length`, and answers without a body.
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
