import { connect, isIP, type Socket } from 'node:net'
import { createResponseReader } from './response-reader.ts'

export interface Answer {
  status: number
  /** names in lower case */
  headers: Record<string, string>
  /** the beginning of the body; not of a 2xx, unless it was asked for: the status says it all */
  text: string
}

/** There is no answer. */
export class NoAnswerError extends Error {
  /** the system's, e.g. `ECONNREFUSED`, or one of our own */
  readonly code: string
  /** nothing was sent, so that nothing can have happened */
  readonly unsent: boolean

  constructor(code: string, unsent: boolean) {
    super(code)
    this.name = 'NoAnswerError'
    this.code = code
    this.unsent = unsent
  }
}

export interface Exchange {
  /** the whole request, as text */
  request: string
  /** the body of a 2xx is wanted, too */
  needsBody: boolean
  /** how long to wait for the answer, and for the rest of it, in milliseconds */
  limit: number
}

interface ExchangeUnderWay {
  request: string
  needsBody: boolean
  answer: Answer | undefined
  resolve: (answer: Answer) => void
  reject: (error: NoAnswerError) => void
  timer: NodeJS.Timeout
}

export interface ConnectionOptions {
  /** `http:` or `https:`, host and port */
  url: URL
  /** a connection that idles so long is closed, before the other side does it at the wrong moment; in milliseconds */
  idleLimit: number
  /** called after each exchange; `isGood` says whether the connection can have another one */
  onFree: (connection: Connection, isGood: boolean) => void
  onClose: (connection: Connection) => void
}

export interface Connection {
  /** Sends a request. One at a time. @throws NoAnswerError */
  send(exchange: Exchange): Promise<Answer>
  /** whether the other side keeps it open for another request */
  isGood(): boolean
  destroy(): void
}

const CONNECT_LIMIT = 3_000
/** How much of a body is kept. LINE's are short; what stands between may send anything, at any length. */
const LONGEST_TEXT = 16_384
/** All sockets read into the same bytes: what came is read at once. */
const BUFFER = Buffer.allocUnsafeSlow(65_536)

/** Opens a connection for one HTTP/1.1 request after the other. */
export function createConnection({ url, idleLimit, onFree, onClose }: ConnectionOptions): Connection {
  let current: ExchangeUnderWay | undefined
  let isConnected = false
  let goodUntil = Number.POSITIVE_INFINITY

  const reader = createResponseReader({
    onHead(status, headers) {
      const idleFor = /\btimeout=(\d{1,6})\b/.exec(headers['keep-alive'] ?? '')?.[1]
      if (idleFor) goodUntil = Date.now() + (Number(idleFor) - 1) * 1_000
      if (!current) return
      current.answer = { status, headers, text: '' }
      if (!readsBody()) current.resolve(current.answer)
    },
    onBody(part) {
      if (!current?.answer || !readsBody()) return
      current.answer.text += part
      if (current.answer.text.length > LONGEST_TEXT) end('enough')
    },
    onEnd: (keepsAlive) => end(undefined, keepsAlive)
  })
  const readsBody = () => current?.needsBody || (current?.answer?.status ?? 0) >= 300

  const connecting = setTimeout(() => end('ETIMEDOUT'), CONNECT_LIMIT)
  const socket = openSocket(url, (bytes) => {
    try {
      if (current) reader.read(bytes)
      else socket.destroy() // nothing was asked
    } catch (error) {
      end((error as { code: string }).code)
    }
  })
    .once(url.protocol === 'https:' ? 'secureConnect' : 'connect', () => {
      clearTimeout(connecting)
      isConnected = true
      if (current) socket.write(current.request)
    })
    .setNoDelay(true)
    .setTimeout(idleLimit)
    .on('timeout', () => {
      if (!current) socket.destroy()
    })
    .on('end', () => {
      goodUntil = 0
      reader.close()
    })
    .on('error', ({ code, name }: NodeJS.ErrnoException) => end(code ?? name))
    .on('close', () => {
      clearTimeout(connecting)
      end('ECONNRESET')
      onClose(connection)
    })

  /** Ends the exchange: with its answer, of which the status stands whatever became of the rest, or without. */
  function end(code: string | undefined, isGood = false): void {
    if (!isGood) socket.destroy()
    if (!current) return
    const { answer, resolve, reject, timer } = current
    current = undefined
    clearTimeout(timer)
    if (answer) {
      if (answer.text !== '') answer.text = Buffer.from(answer.text, 'latin1').toString()
      resolve(answer)
    } else reject(new NoAnswerError(code ?? 'ECONNRESET', !isConnected))
    onFree(connection, isGood)
  }

  const connection: Connection = {
    send({ request, needsBody, limit }) {
      return new Promise((resolve, reject) => {
        const timer = setTimeout(end, limit, 'ETIMEDOUT')
        current = { request, needsBody, resolve, reject, timer, answer: undefined }
        if (isConnected) socket.write(request)
      })
    },
    isGood: () => Date.now() < goodUntil,
    destroy: () => socket.destroy()
  }
  return connection
}

/** Sessions of TLS, so that not every connection has to begin one. One host, one session. */
const sessions = new Map<string, Buffer>()

/** @param onBytes gets a character for each byte */
function openSocket({ protocol, hostname, host, port }: URL, onBytes: (bytes: string) => void): Socket {
  const options = {
    host: hostname.replace(/^\[|\]$/g, ''), // of an IPv6 address
    port: Number(port) || (protocol === 'https:' ? 443 : 80),
    onread: {
      buffer: BUFFER,
      callback: (length: number, buffer: Uint8Array) => {
        onBytes((buffer as Buffer).toString('latin1', 0, length))
        return true
      }
    }
  }
  if (protocol === 'http:') return connect(options)
  const tls = process.getBuiltinModule('node:tls') // takes time that only its users pay
  const session = sessions.get(host)
  return tls
    .connect({
      ...options,
      ALPNProtocols: ['http/1.1'],
      ...(isIP(options.host) === 0 && { servername: options.host }),
      ...(session && { session })
    })
    .on('session', (session) => sessions.set(host, session))
}
