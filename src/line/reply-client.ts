import { setTimeout as sleep } from 'node:timers/promises'
import type { messagingApi } from '@line/bot-sdk'
import { backoff } from '../timing/backoff.ts'
import { AccessTokenError } from './access-token-error.ts'
import { readErrorBody } from './error-body.ts'
import type { HttpResponse } from './exchange.ts'
import { createHttpClient } from './http-client.ts'
import { NoResponseError } from './no-response-error.ts'
import { createOutageLog, type Log } from './outage-log.ts'
import { lineRequestIdOf } from './request-id.ts'
import type { AccessToken } from './types.ts'

export interface ReplyClientOptions {
  /** where the Messaging API is, e.g. `https://api.line.me`; a path before `/v2` may follow the host */
  baseUrl: string
  accessToken: AccessToken
  log: Pick<Log, 'warn' | 'info'>
  /** how long one attempt may take, with connecting and all */
  attemptTimeoutMs?: number
  /** how many replies may be in flight at once; LINE's 2,000 a second at 100 ms each need 200 */
  connections?: number
}

/** What became of a reply, after all its attempts. */
export interface ReplyResult {
  /**
   * - `accepted`: LINE sends it
   * - `refused`: LINE said no for good (400, 404, 410, 413, 415 …): trying again is of no use
   * - `unauthorized`: LINE refused the channel access token (401, 403), or to issue one
   * - `unavailable`: LINE did not respond, or said 429 or 5xx, for as long as there was time, or there was no access
   *   token for so long: it may work later
   */
  verdict: 'accepted' | 'refused' | 'unauthorized' | 'unavailable'
  /** LINE's HTTP status; absent when the last attempt got no response */
  status?: number
  /** LINE's `x-line-request-id`: what LINE's support asks for */
  lineRequestId?: string | undefined
  /** LINE's own words, or the code of the connection's error, e.g. `ECONNREFUSED` */
  message?: string | undefined
  /** LINE named what is wrong with the messages, in `details`: it is not the reply token that it refuses */
  hasDetails?: boolean
  /** how often LINE was asked */
  attempts: number
  /** An attempt was sent and got no response: LINE may have accepted it, and refuses the reply token since. */
  mayHaveBeenDelivered: boolean
}

export interface ReplyLimits {
  /** when to give up, in milliseconds since the epoch */
  deadline: number
  /** how often LINE may be asked; a refused access token does not count */
  maxReplyAttempts?: number
}

const PATH = '/v2/bot/message/reply'
/** An attempt that has less time is cut off rather than answered, and then nobody knows whether LINE took the reply. */
const MIN_ATTEMPT_MS = 100

export type ReplyClient = ReturnType<typeof createReplyClient>

/**
 * Sends replies to LINE over connections kept alive. Makes no request before the first reply.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#send-reply-message
 */
export function createReplyClient({
  baseUrl,
  accessToken,
  log,
  attemptTimeoutMs = 5_000,
  connections = 256
}: ReplyClientOptions) {
  const http = createHttpClient({ baseUrl, connections })
  const outage = createOutageLog()
  let isClosed = false

  /**
   * Sends the messages, again and again with the same reply token while LINE does not respond or says that it
   * may work later (429, 5xx). The same token cannot be answered twice, so this is safe.
   */
  async function reply(
    request: messagingApi.ReplyMessageRequest,
    { deadline, maxReplyAttempts = Number.POSITIVE_INFINITY }: ReplyLimits
  ): Promise<ReplyResult> {
    const body = JSON.stringify(request)
    let mayHaveBeenDelivered = false
    let attempts = 0
    for (let rounds = 1; ; rounds++) {
      const result = await send(body, deadline)
      mayHaveBeenDelivered ||= result.mayHaveBeenDelivered
      attempts += result.attempts
      const pauseMs = backoff(rounds)
      if (
        result.verdict !== 'unavailable' ||
        rounds >= maxReplyAttempts ||
        Date.now() + pauseMs + MIN_ATTEMPT_MS > deadline
      ) {
        return { ...result, attempts, mayHaveBeenDelivered }
      }
      await sleep(pauseMs)
    }
  }

  /** One attempt, and one more with the next access token when LINE refuses this one. */
  async function send(body: string, deadline: number): Promise<ReplyResult> {
    let attempts = 1
    try {
      for (; ; attempts++) {
        const token =
          accessToken.current() ?? (await accessToken.get(Math.min(deadline, Date.now() + attemptTimeoutMs)))
        const response = await http.send({
          method: 'POST',
          path: PATH,
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
          body,
          timeoutMs: attemptTimeoutMs,
          deadline
        })
        if (response.status === 401 && attempts === 1 && accessToken.invalidate(token)) continue
        const result = resultOf(response, attempts)
        report(result)
        return result
      }
    } catch (error) {
      if (error instanceof AccessTokenError) {
        return { ...withoutToken(error), attempts, mayHaveBeenDelivered: false }
      }
      if (!(error instanceof NoResponseError)) throw error
      const { message, mayHaveBeenDelivered, code, remedy } = error
      const result = { verdict: 'unavailable', message, attempts, mayHaveBeenDelivered } as const
      report(result, { code, remedy })
      return result
    }
  }

  /** The log's first line of an outage, and its last. What becomes of each reply is in the line of its event. */
  function report({ verdict, status, lineRequestId, message }: ReplyResult, cause = {}): void {
    if (verdict !== 'unavailable') outage.succeeded(() => log.info({}, 'LINE responds again'))
    else if (!isClosed) {
      outage.failed(verdict, () => {
        log.warn({ status, lineRequestId, reason: message, ...cause }, OUTAGE)
      })
    }
  }

  return {
    reply,

    /** Ends the connections; a reply in flight gets no response. */
    async close(): Promise<void> {
      isClosed = true
      await http.close()
    }
  }
}

const OUTAGE = 'LINE takes no replies now: each is tried again for as long as its reply token may be used'

function resultOf({ status, headers, text }: HttpResponse, attempts: number): ReplyResult {
  const verdict = verdictOf(status)
  const answer = { verdict, status, lineRequestId: lineRequestIdOf(headers), attempts }
  if (verdict === 'accepted') return { ...answer, mayHaveBeenDelivered: false }
  return { ...answer, ...readErrorBody(text), mayHaveBeenDelivered: false }
}

const withoutToken = ({ verdict, status, lineRequestId, message }: AccessTokenError) => ({
  verdict,
  ...(status && { status }),
  ...(lineRequestId && { lineRequestId }),
  message: `no channel access token: ${message}`
})

function verdictOf(status: number): ReplyResult['verdict'] {
  if (status >= 200 && status < 300) return 'accepted'
  if (status === 401 || status === 403) return 'unauthorized'
  // 408 and 429 say "later"; a redirect is nothing that LINE sends, so something on the way is not well.
  if (status >= 400 && status < 500 && status !== 408 && status !== 429) return 'refused'
  return 'unavailable'
}
