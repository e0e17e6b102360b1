import type { Dispatcher } from 'undici'
import packageJson from '../../package.json' with { type: 'json' }
import { createDispatcher } from './dispatcher.ts'
import { NoResponseError } from './errors.ts'
import { loadUndici } from './undici.ts'

/** A request, as undici takes it. The host is in `origin`. */
export type HttpRequest = Pick<Dispatcher.DispatchOptions, 'origin' | 'path' | 'method'> & {
  headers: Record<string, string>
  body?: string
}

export interface RequestLimits {
  /** how long the request may take from when a connection sends it, in milliseconds */
  timeoutMs: number
  /** when to give up in any case, also waiting for a connection, in milliseconds since the epoch */
  deadline: number
  /** whether the caller reads the body of a response with this status; without it, the status is enough */
  needsBody(status: number): boolean
}

export interface HttpResponse {
  status: number
  /** names in lower case */
  headers: Readonly<Record<string, string | string[] | undefined>>
  /** the body or its beginning, where it was needed */
  text: string
}

/** How much of a body is read, in bytes. LINE's are short; a proxy may send anything. */
const MAX_BODY_BYTES = 16_384
/** How long to wait for more of a body. */
const BODY_TIMEOUT_MS = 1_000

export interface HttpClientOptions {
  /** where the Messaging API is, e.g. `https://api.line.me` */
  baseUrl: string
  /** how many requests may be in flight at once, each on a connection of its own; the others wait */
  connections: number
}

const USER_AGENT = `${packageJson.name}/${packageJson.version}`

export type HttpClient = ReturnType<typeof createHttpClient>

/**
 * The HTTP client for replies and access tokens: one pool of connections to LINE. It opens none before its first
 * request, and follows no redirect.
 */
export function createHttpClient({ baseUrl, connections }: HttpClientOptions) {
  const { origin } = new URL(baseUrl)
  let dispatcher: Dispatcher | undefined
  let isClosed = false

  return {
    /**
     * Sends a request as soon as a connection is free.
     *
     * @throws NoResponseError
     */
    async send(request: Omit<HttpRequest, 'origin'>, limits: RequestLimits): Promise<HttpResponse> {
      if (isClosed) throw new NoResponseError('ERR_CLOSED', 'closed', false)
      if (Date.now() >= limits.deadline) throw new NoResponseError('ERR_DEADLINE', 'no time left', false)
      const headers = { ...request.headers, 'user-agent': USER_AGENT }
      dispatcher ??= createDispatcher(connections)
      return sendRequest(dispatcher, { ...request, origin, headers }, limits)
    },

    /** Ends all connections: a request in flight gets no response, and later ones are refused. */
    async close(): Promise<void> {
      isClosed = true
      await dispatcher?.destroy()
    }
  }
}

/**
 * Sends one request and resolves with its response: as soon as the status is there, or with the body where it is
 * needed. Once there is a status, it counts, even if the body is cut off.
 *
 * This uses undici's `dispatch` and not its `request`, because only a handler learns when the request is written, and
 * so whether it may have been delivered. It also takes half the CPU time: 24 µs instead of 45 µs per reply.
 *
 * @throws NoResponseError; programming errors are thrown as they are
 */
export function sendRequest(
  dispatcher: Dispatcher,
  request: HttpRequest,
  { timeoutMs, deadline, needsBody }: RequestLimits
): Promise<HttpResponse> {
  const { promise, resolve, reject } = Promise.withResolvers<HttpResponse>()
  const chunks: Buffer[] = []
  let bytes = 0
  let connection: Dispatcher.DispatchController | undefined
  let head: Omit<HttpResponse, 'text'> | undefined
  let isTimedOut = false
  let timer = setTimeout(onTimeout, leftMs())

  function leftMs(): number {
    return Math.min(timeoutMs, deadline - Date.now())
  }

  function onTimeout(): void {
    if (!connection && Date.now() < deadline) {
      timer = setTimeout(onTimeout, leftMs()) // it still waits for a connection
      return
    }
    isTimedOut = true
    abort(new NoResponseError('ETIMEDOUT', 'no answer in time', connection !== undefined))
  }

  function abort(error: Error): void {
    settle(error)
    connection?.abort(error)
  }

  /** Only the first call has an effect. With a status it resolves, even after an error, with what arrived of the body. */
  function settle(error?: unknown): void {
    if (head) resolve({ ...head, text: Buffer.concat(chunks).toString() })
    else reject(error)
  }

  const handler: Dispatcher.DispatchHandler = {
    /** There is a connection, and the request is about to be written to it. */
    onRequestStart(controller) {
      if (isTimedOut) return controller.abort(new (loadUndici().errors.RequestAbortedError)())
      connection = controller
      clearTimeout(timer)
      timer = setTimeout(onTimeout, leftMs())
    },
    onResponseStart(_controller, status, headers) {
      if (status < 200) return // a 103 comes before the response
      head = { status, headers }
      if (!needsBody(status)) settle()
    },
    onResponseData(_controller, chunk) {
      chunks.push(chunk)
      bytes += chunk.length
      if (bytes > MAX_BODY_BYTES) abort(new (loadUndici().errors.ResponseExceededMaxSizeError)())
    },
    onResponseEnd() {
      clearTimeout(timer)
      settle()
    },
    onResponseError(_controller, error) {
      clearTimeout(timer)
      const mayHaveBeenDelivered = connection !== undefined
      settle(isOwnFault(error, mayHaveBeenDelivered) ? error : noResponse(error, mayHaveBeenDelivered))
    }
  }
  try {
    dispatcher.dispatch({ ...request, headersTimeout: 0, bodyTimeout: BODY_TIMEOUT_MS }, handler)
  } catch (error) {
    clearTimeout(timer)
    settle(error) // nothing was sent
  }
  return promise
}

/** undici reports errors of the network and of the caller in the same way. */
function isOwnFault(error: Error, isWritten: boolean): boolean {
  if (PROGRAMMING_ERRORS.some((type) => error instanceof type)) return true
  // undici rejects an invalid request before it writes it. Later errors are about the response.
  if (isWritten) return false
  const { errors } = loadUndici()
  if (error instanceof errors.InvalidArgumentError || error instanceof errors.NotSupportedError) return true
  // Errors of the system and of certificates have a code. Node's own codes mean mistakes, except those of connections.
  return /^ERR_(?!TLS|SSL|SOCKET)/.test(codeOf(error) ?? 'ERR_')
}

const PROGRAMMING_ERRORS = [TypeError, RangeError, ReferenceError, SyntaxError]

/** A code of the system or of TLS says enough. undici's errors need their text. */
function noResponse(error: Error, mayHaveBeenDelivered: boolean): NoResponseError {
  const { errors } = loadUndici()
  const code = codeOf(error) ?? error.name
  const isUndicis = error instanceof errors.UndiciError || error instanceof errors.HTTPParserError
  return new NoResponseError(code, isUndicis ? error.message : code, mayHaveBeenDelivered)
}

function codeOf(error: Error): string | undefined {
  return 'code' in error && typeof error.code === 'string' ? error.code : undefined
}
