/**
 * The load generator, which sends webhooks as LINE does, and LINE's reply API, together in one process. The parent process
 * controls it with messages.
 */
import { createHmac, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { onMessages } from './http-lite.ts'

export interface Load {
  port: number
  secret: string
  connections: number
  /** ends the load: after a number of webhooks, or of milliseconds */
  webhooks?: number
  ms?: number
  /** webhooks per second; if unset, each connection sends the next webhook after each response */
  rate?: number
  eventsPerWebhook: number
  kind: 'text' | 'sticker'
}

export interface Measured {
  ms: number
  webhooks: number
  statuses: Record<string, number>
  replies: number
  p50: number
  p99: number
  max: number
}

/** A temporary fault of LINE. */
export type Fault = 'none' | 'slow' | 'status 500' | 'status 429' | 'drops connections' | 'is silent'

let latency = 0
let fault: Fault = 'none'
let replies = 0
const ANSWER =
  'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 19\r\n\r\n{"sentMessages":[]}'

/** LINE's reply API: accepts everything, except during a fault. */
function answer(socket: Socket): void {
  socket.on('error', () => {})
  onMessages(socket, () => {
    switch (fault) {
      case 'none':
      case 'slow':
        replies++
        if (latency) setTimeout(() => socket.write(ANSWER), latency)
        else socket.write(ANSWER)
        return
      case 'status 500':
      case 'status 429':
        socket.write(
          `HTTP/1.1 ${fault.slice(7)} X\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}`
        )
        return
      case 'drops connections':
        socket.destroy()
    }
  })
}

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

const [key = '', certificate = ''] = process.argv.slice(2)
const tls = { key: readFileSync(key), cert: readFileSync(certificate) }
const httpPort = await listen(createServer(answer))
const httpsPort = await listen(createTlsServer(tls, answer))
process.send?.({ httpPort, httpsPort })

process.on('message', async (message: { load?: Load; latency?: number; fault?: Fault; count?: true }) => {
  if (message.fault !== undefined) fault = message.fault
  if (message.latency !== undefined) latency = message.latency
  if (message.count) process.send?.({ replies })
  if (message.load) process.send?.({ measured: await run(message.load).catch(() => undefined) })
})
process.on('disconnect', () => process.exit())

async function run({
  port,
  secret,
  connections,
  webhooks = Number.POSITIVE_INFINITY,
  ms,
  rate,
  ...shape
}: Load) {
  replies = 0
  const times: number[] = []
  const statuses: Record<string, number> = {}
  const started = performance.now()
  const isOver = () => sent >= webhooks || (ms !== undefined && performance.now() - started >= ms)
  let sent = 0
  await Promise.all(Array.from({ length: connections }, talk))
  const took = performance.now() - started
  times.sort((a, b) => a - b)
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0
  return { ms: took, webhooks: times.length, statuses, replies, p50: at(0.5), p99: at(0.99), max: at(1) }

  /** One client: sends a webhook after each response, on a new connection if the server closes this one. */
  function talk(): Promise<void> {
    return new Promise((resolve, reject) => {
      let socket = open()
      let sentAt = 0

      function open(): Socket {
        const opened = connect(port, '127.0.0.1')
        onMessages(opened, (head) => {
          times.push(performance.now() - sentAt)
          const status = head.slice(9, 12)
          statuses[status] = (statuses[status] ?? 0) + 1
          if (/^connection: close/im.test(head)) {
            socket.end()
            socket = open()
          } else next()
        })
        opened.once('connect', next)
        opened.once('error', reject)
        return opened
      }
      function next() {
        if (isOver()) {
          socket.end()
          return resolve()
        }
        const due = rate ? started + (sent * 1_000) / rate - performance.now() : 0
        sent++
        if (due > 1) setTimeout(send, due)
        else send()
      }
      function send() {
        sentAt = performance.now()
        socket.write(webhookOf(shape, secret))
      }
    })
  }
}

const prefix = randomBytes(8).toString('hex').toUpperCase()
let events = 0
/** An HTTP request with a signed webhook of distinct events. */
function webhookOf(
  { eventsPerWebhook, kind }: Pick<Load, 'eventsPerWebhook' | 'kind'>,
  secret: string
): string {
  const timestamp = Date.now()
  const message =
    kind === 'text'
      ? '{"type":"text","id":"444573844083572737","quoteToken":"q3Plxr4AgKd","text":"The quick brown fox jumps over the lazy dog"}'
      : '{"type":"sticker","id":"444573844083572738","quoteToken":"q3Plxr4AgKd","packageId":"446","stickerId":"1988","stickerResourceType":"STATIC"}'
  const list = Array.from({ length: eventsPerWebhook }, () => {
    const id = prefix + String(++events).padStart(10, '0')
    return `{"type":"message","message":${message},"webhookEventId":"${id}","deliveryContext":{"isRedelivery":false},"timestamp":${timestamp},"source":{"type":"user","userId":"U206d25c2ea6bd87c17655609a1c37cb8"},"replyToken":"${id}","mode":"active"}`
  })
  const body = `{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[${list.join()}]}`
  const signature = createHmac('sha256', secret).update(body).digest('base64')
  return `POST /echobot/callback/ HTTP/1.1\r\nhost: 127.0.0.1\r\nuser-agent: LineBotWebhook/2.0\r\ncontent-type: application/json; charset=utf-8\r\nx-line-signature: ${signature}\r\ncontent-length: ${body.length}\r\n\r\n${body}`
}
