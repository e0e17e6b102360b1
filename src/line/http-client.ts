import packageJson from '../../package.json' with { type: 'json' }
import { createDispatcher } from './dispatcher.ts'
import { NoResponseError } from './no-response-error.ts'
import { type HttpRequest, type HttpResponse, type RequestLimits, sendRequest } from './send-request.ts'

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
  const dispatcher = createDispatcher(connections)
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
      return sendRequest(dispatcher, { ...request, origin, headers }, limits)
    },

    /** Ends all connections: a request in flight gets no response, and later ones are refused. */
    async close(): Promise<void> {
      isClosed = true
      await dispatcher.destroy()
    }
  }
}
