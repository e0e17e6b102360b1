import { Agent, request } from 'undici'
import { LIMITS } from '../openapi/limits.ts'
import type { Reason } from '../state/exchanges.ts'

/** The bot's answer to a webhook. */
export interface Delivery {
  /** the bot's HTTP status; absent if it did not answer */
  status?: number
  /** the time from sending to the answer, in milliseconds */
  ms: number
  /** why the delivery failed, in LINE's words; absent when the bot answered 2xx */
  reason?: Reason
  /** the same in a sentence */
  detail?: string
}

/** LINE asks for https; a bot on the same machine may do without. */
export const isWebhookUrl = (url: unknown): url is string =>
  typeof url === 'string' &&
  url.length <= LIMITS.SetWebhookEndpointRequest.endpoint.max &&
  /^https?:\/\/[^\s]+$/.test(url) &&
  URL.canParse(url)

/** Sends webhooks as LINE does: no redirect followed, and given up after a time limit. */
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
      await answer.dump().catch(() => {}) // the status counts, unless the time is over
      timeout.throwIfAborted()
      if (status >= 200 && status < 300) return { status, ms: ms() }
      return { status, ms: ms(), reason: 'error_status_code', detail: `the bot answered ${status}` }
    } catch (error) {
      if (timeout.aborted) {
        return { ms: ms(), reason: 'request_timeout', detail: `no answer within ${timeoutMs} ms` }
      }
      const { code, syscall, message } = error as NodeJS.ErrnoException
      const unreachable =
        syscall === 'connect' || syscall === 'getaddrinfo' || code === 'UND_ERR_CONNECT_TIMEOUT'
      return { ms: ms(), reason: unreachable ? 'could_not_connect' : 'unclassified', detail: code ?? message }
    }
  }

  return { send, close: () => dispatcher.destroy() }
}
