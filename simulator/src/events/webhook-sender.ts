import { Agent, request } from 'undici'
import { LIMITS } from '../openapi/limits.ts'
import type { Reason } from '../state/exchanges.ts'

/** The bot's answer to a webhook. */
export interface Delivery {
  /** the bot's HTTP status; absent if it did not answer */
  status?: number
  /** the time from sending to the answer, in milliseconds */
  ms: number
  /** LINE's reason for a failed delivery; absent if the bot responded 2xx */
  reason?: Reason
  /** the same in a sentence */
  detail?: string
}

/** LINE requires https; the simulator also accepts http for a bot on this machine. */
export const isWebhookUrl = (url: unknown): url is string =>
  typeof url === 'string' &&
  url.length <= LIMITS.SetWebhookEndpointRequest.endpoint.max &&
  /^https?:\/\/[^\s]+$/.test(url) &&
  URL.canParse(url)

/** Sends webhooks as LINE does: without following redirects, and with a timeout. */
export function createWebhookSender() {
  const dispatcher = new Agent({ connections: 256, keepAliveTimeout: 10_000, allowH2: false })

  async function send(
    url: string,
    body: string,
    signature: string | undefined,
    timeoutMs: number
  ): Promise<Delivery> {
    const started = performance.now()
    const ms = () => Math.round((performance.now() - started) * 10) / 10
    const timeout = AbortSignal.timeout(timeoutMs)
    try {
      const { statusCode: status, body: answer } = await request(url, {
        method: 'POST',
        dispatcher,
        signal: timeout,
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'user-agent': 'LineBotWebhook/2.0',
          ...(signature !== undefined && { 'x-line-signature': signature })
        },
        body
      })
      await answer.dump().catch(() => {}) // only the status matters, unless the timeout has passed
      timeout.throwIfAborted()
      if (status >= 200 && status < 300) return { status, ms: ms() }
      return { status, ms: ms(), reason: 'error_status_code', detail: `the bot responded ${status}` }
    } catch (error) {
      if (timeout.aborted) {
        return { ms: ms(), reason: 'request_timeout', detail: `no response within ${timeoutMs} ms` }
      }
      const { code, syscall, message } = error as NodeJS.ErrnoException
      const unreachable =
        syscall === 'connect' || syscall === 'getaddrinfo' || code === 'UND_ERR_CONNECT_TIMEOUT'
      return { ms: ms(), reason: unreachable ? 'could_not_connect' : 'unclassified', detail: code ?? message }
    }
  }

  return { send, close: () => dispatcher.destroy() }
}
