import fastq from 'fastq'
import packageJson from '../../package.json' with { type: 'json' }
import { basePathOf } from './base-path.ts'
import { createDispatcher } from './dispatcher.ts'
import { exchange, type HttpResponse } from './exchange.ts'
import { NoResponseError } from './no-response-error.ts'

export interface HttpClientOptions {
  /** where the Messaging API is, e.g. `https://api.line.me`; a path may follow the host */
  baseUrl: string
  /** how many requests may be in flight at once, each on a connection of its own; the others wait */
  connections: number
}

export interface LineRequest {
  method: 'GET' | 'POST' | 'PUT'
  /** e.g. `/v2/bot/info` */
  path: string
  headers: Record<string, string>
  body?: string
  /** how long it may take once it is its turn, with connecting and all */
  timeoutMs: number
  /** when to give up in any case, in milliseconds since the epoch */
  deadline: number
}

const USER_AGENT = `${packageJson.name}/${packageJson.version}`

/**
 * Makes an HTTP client for LINE: replies, access tokens and questions about the channel go out by it. It opens no
 * connection before its first request, and follows no redirect.
 */
export function createHttpClient({ baseUrl, connections }: HttpClientOptions) {
  const { origin } = new URL(baseUrl)
  const basePath = basePathOf(baseUrl)
  const queue = fastq.promise(sendNow, connections)
  let dispatcher = createDispatcher(connections)
  /** dispatchers that take no more requests, and end those that they have */
  const retired = new Set<typeof dispatcher>()
  let isClosed = false

  async function sendNow({ timeoutMs, deadline, ...request }: LineRequest): Promise<HttpResponse> {
    const leftMs = Math.min(timeoutMs, deadline - Date.now())
    if (isClosed) throw new NoResponseError('ERR_CLOSED', 'closed', false)
    if (leftMs <= 0) throw new NoResponseError('ERR_DEADLINE', 'no time left', false)
    const path = basePath + request.path
    const headers = { ...request.headers, 'user-agent': USER_AGENT }
    const used = dispatcher
    try {
      return await exchange(used, { ...request, origin, path, headers }, leftMs)
    } catch (error) {
      if (error instanceof NoResponseError && error.mayHaveBeenDelivered) retire(used)
      throw error
    }
  }

  /**
   * A connection was lost or is silent. Those that idle beside it may have lost their peer in the same way, and each
   * would cost a reply its time limit: the next requests get new ones.
   */
  function retire(used: typeof dispatcher): void {
    if (used !== dispatcher || isClosed) return
    dispatcher = createDispatcher(connections)
    retired.add(used)
    used.close().finally(() => retired.delete(used))
  }

  return {
    /**
     * Sends a request as soon as there is a connection for it.
     *
     * @throws NoResponseError
     */
    send: (request: LineRequest): Promise<HttpResponse> => queue.push(request),

    /** Ends all connections: a request in flight gets no response, and there are no more. */
    async close(): Promise<void> {
      isClosed = true
      await Promise.all([...retired, dispatcher].map((each) => each.destroy()))
    }
  }
}
