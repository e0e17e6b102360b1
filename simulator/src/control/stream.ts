import type { FastifyInstance } from 'fastify'
import type { Channel } from '../channel.ts'
import { ANNOUNCEMENTS } from '../state/announcements.ts'
import type { Exchange } from '../state/exchanges.ts'

/**
 * Bytes of unsent data at which a client is disconnected, because a client that reads slowly or not at all would fill
 * the memory. `EventSource` reconnects by itself.
 */
const MAX_BEHIND = 16 * 1024 * 1024

/**
 * Streams changes as server-sent events. Exchanges are unnamed events (`onmessage`); a webhook is sent again with the
 * same id when the bot has responded. Other changes are named events (`settings`, `people`, `rich-menu` …).
 */
export async function stream(app: FastifyInstance, { channel }: { channel: Channel }): Promise<void> {
  const { exchanges, announcements } = channel
  const open = new Set<() => void>()

  app.get('/stream', (_request, reply) => {
    reply.hijack()
    const { raw } = reply
    raw.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-cache',
      'x-line-request-id': String(reply.getHeader('x-line-request-id'))
    })
    function send(text: string): void {
      if (raw.destroyed) return // `close` is emitted later
      raw.write(text)
      if (raw.writableLength > MAX_BEHIND) raw.destroy()
    }
    send('retry: 1000\n\n')
    const unsubscribe = exchanges.subscribe((exchange: Exchange) =>
      send(`data: ${JSON.stringify(exchange)}\n\n`)
    )
    const writers = ANNOUNCEMENTS.map((name) => {
      const write = (data: object) => send(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`)
      announcements.on(name, write)
      return [name, write] as const
    })
    const end = () => raw.end()
    open.add(end)
    raw.on('close', () => {
      unsubscribe()
      for (const [name, write] of writers) announcements.off(name, write)
      open.delete(end)
    })
  })

  app.addHook('preClose', async () => {
    for (const end of open) end()
  })
}
