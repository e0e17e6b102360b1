import { type Dispatcher, errors } from 'undici'
import { NoResponseError } from './no-response-error.ts'
import { textOf } from './response-text.ts'

/** A request, as undici takes it. The host is in `origin`. */
export type HttpRequest = Pick<Dispatcher.DispatchOptions, 'origin' | 'path' | 'method'> & {
  headers: Record<string, string>
  body?: string
}

export interface HttpResponse {
  status: number
  /** names in lower case */
  headers: Readonly<Record<string, string | string[] | undefined>>
  /** the body, or its beginning */
  text: string
}

/** How much of a body is kept, in bytes. LINE's are short; a proxy may send anything, at any length. */
const MAX_BODY_BYTES = 16_384
/** How long to wait for more of a body. */
const BODY_TIMEOUT_MS = 1_000

/**
 * Sends one request and waits for its response. Once the status is there, it stands, whatever becomes of the body.
 *
 * This is undici's `dispatch` rather than its `request`, because only a handler hears when a request is written, and so
 * whether it may have been delivered. It also takes half the CPU time: 24 µs a reply, and not 45.
 *
 * @param timeoutMs for everything, from connecting to the end of the body
 * @throws NoResponseError; a fault of ours is thrown as it is
 */
export function exchange(
  dispatcher: Dispatcher,
  request: HttpRequest,
  timeoutMs: number
): Promise<HttpResponse> {
  const { promise, resolve, reject } = Promise.withResolvers<HttpResponse>()
  const chunks: Buffer[] = []
  let bytes = 0
  let connection: Dispatcher.DispatchController | undefined
  let head: Omit<HttpResponse, 'text'> | undefined
  let isOver = false

  const timer = setTimeout(() => {
    stop(new NoResponseError('ETIMEDOUT', 'no answer in time', connection !== undefined))
  }, timeoutMs)

  /** Ends the exchange, with its connection. */
  function stop(error: Error): void {
    end(error)
    connection?.abort(error)
  }

  function end(error?: unknown): void {
    if (isOver) return
    isOver = true
    clearTimeout(timer)
    if (head) resolve({ ...head, text: textOf(chunks, head.headers) })
    else reject(error)
  }

  const handler: Dispatcher.DispatchHandler = {
    /** There is a connection, and the request is about to be written to it. */
    onRequestStart(controller) {
      if (isOver)
        controller.abort(new errors.RequestAbortedError()) // it waited too long for a connection
      else connection = controller
    },
    onResponseStart(_controller, status, headers) {
      if (status >= 200) head = { status, headers } // before it there may be a 103
    },
    onResponseData(_controller, chunk) {
      chunks.push(chunk)
      bytes += chunk.length
      if (bytes > MAX_BODY_BYTES) stop(new errors.ResponseExceededMaxSizeError())
    },
    onResponseEnd: () => end(),
    onResponseError(_controller, error) {
      const mayHaveBeenDelivered = connection !== undefined
      end(isFaultOfOurs(error, mayHaveBeenDelivered) ? error : noResponse(error, mayHaveBeenDelivered))
    }
  }
  try {
    dispatcher.dispatch({ ...request, headersTimeout: 0, bodyTimeout: BODY_TIMEOUT_MS }, handler)
  } catch (error) {
    end(error) // nothing was sent
  }
  return promise
}

/** undici tells of every error in the same way: of what the network did, and of what we did. */
function isFaultOfOurs(error: Error, isWritten: boolean): boolean {
  if (PROGRAMMING_ERRORS.some((type) => error instanceof type)) return true
  // What is wrong with a request is said before it is written. What comes later is about the response.
  if (isWritten) return false
  if (error instanceof errors.InvalidArgumentError || error instanceof errors.NotSupportedError) return true
  // Errors of the system and of certificates have a code. Node's own codes are mistakes, but for those of connections.
  return /^ERR_(?!TLS|SSL|SOCKET)/.test(codeOf(error) ?? 'ERR_')
}

const PROGRAMMING_ERRORS = [TypeError, RangeError, ReferenceError, SyntaxError]

/** Codes of the system and of TLS say it all. undici's errors are told in words. */
function noResponse(error: Error, mayHaveBeenDelivered: boolean): NoResponseError {
  const code = codeOf(error) ?? error.name
  const isUndicis = error instanceof errors.UndiciError || error instanceof errors.HTTPParserError
  return new NoResponseError(code, isUndicis ? error.message : code, mayHaveBeenDelivered)
}

function codeOf(error: Error): string | undefined {
  return 'code' in error && typeof error.code === 'string' ? error.code : undefined
}
