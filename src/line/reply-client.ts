import { setTimeout as sleep } from 'node:timers/promises'
import type { messagingApi } from '@line/bot-sdk'
import { backoff } from '../timing/backoff.ts'
import { type AccessToken, AccessTokenError } from './access-token.ts'
import type { Answer, NoAnswerError } from './connection.ts'
import { createConnections } from './connections.ts'

export interface ReplyClientOptions {
  /** where the Messaging API is, e.g. `https://api.line.me`; a path before `/v2` may follow the host */
  baseUrl: string
  accessToken: AccessToken
  /** how long one try may take, with connecting and all, in milliseconds */
  attemptTimeoutMs?: number
  /** how many replies may be under way at once; LINE's 2,000 a second at 100 ms each need 200 */
  connections?: number
}

/** What became of a reply, after all its attempts. */
export interface ReplyResult {
  /**
   * - `accepted`: LINE sends it
   * - `refused`: LINE said no for good (400, 404, 410, 413, 415 …): trying again is of no use
   * - `unauthorized`: LINE refused the channel access token (401, 403), or to issue one
   * - `unavailable`: LINE did not answer, or said 429 or 5xx, for as long as there was time, or there was no access
   *   token for so long: it may work later
   */
  verdict: 'accepted' | 'refused' | 'unauthorized' | 'unavailable'
  /** LINE's HTTP status; absent when the last try got no answer */
  status?: number
  /** LINE's `x-line-request-id`: what LINE's support asks for */
  lineRequestId?: string | undefined
  /** LINE's own words, or the code of the connection's error, e.g. `ECONNREFUSED` */
  message?: string | undefined
  /** LINE named what is wrong with the messages, in `details`: it is not the reply token that it refuses */
  hasDetails?: boolean
  /** how often LINE was asked */
  attempts: number
  /** A try was sent and got no answer: LINE may have accepted it, and refuses the reply token since. */
  mayHaveBeenDelivered: boolean
}

export interface ReplyLimits {
  /** when to give up, in milliseconds since the epoch */
  deadline: number
  /** how often LINE may be asked; a refused access token does not count */
  maxReplyAttempts?: number
}

export type ReplyClient = ReturnType<typeof createReplyClient>

/**
 * Sends replies to LINE over connections kept alive. Makes no request before the first reply.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#send-reply-message
 */
export function createReplyClient({
  baseUrl,
  accessToken,
  attemptTimeoutMs = 5_000,
  connections: count = 256
}: ReplyClientOptions) {
  const path = `${new URL(baseUrl).pathname.replace(/\/$/, '')}/v2/bot/message/reply`
  const connections = createConnections({ baseUrl, count })

  /**
   * Sends the messages, again and again with the same reply token while LINE does not answer or says that it
   * may work later (429, 5xx). The same token cannot be answered twice, so this is safe.
   *
   */
  async function reply(
    request: messagingApi.ReplyMessageRequest,
    { deadline, maxReplyAttempts = Number.POSITIVE_INFINITY }: ReplyLimits
  ): Promise<ReplyResult> {
    const body = JSON.stringify(request)
    let mayHaveBeenDelivered = false
    let attempts = 0
    for (let rounds = 1; ; rounds++) {
      const answer = await send(body, deadline)
      mayHaveBeenDelivered ||= answer.mayHaveBeenDelivered
      attempts += answer.attempts
      const pause = backoff(rounds)
      if (answer.verdict !== 'unavailable' || rounds >= maxReplyAttempts || Date.now() + pause >= deadline) {
        return { ...answer, attempts, mayHaveBeenDelivered }
      }
      await sleep(pause)
    }
  }

  /** Tries once, and once more with the next access token when LINE refuses this one. */
  async function send(body: string, deadline: number): Promise<ReplyResult> {
    let attempts = 1
    try {
      for (; ; attempts++) {
        const token =
          accessToken.current() ?? (await accessToken.get(Math.min(deadline, Date.now() + attemptTimeoutMs)))
        const answer = await connections.post(
          { path, headers: token.headers, body },
          attemptTimeoutMs,
          deadline
        )
        if (answer.status === 401 && attempts === 1 && accessToken.invalidate(token)) continue
        return resultOf(answer, attempts)
      }
    } catch (error) {
      if (error instanceof AccessTokenError)
        return { ...withoutToken(error), attempts, mayHaveBeenDelivered: false }
      const { code, unsent } = error as NoAnswerError
      return { verdict: 'unavailable', message: code, attempts, mayHaveBeenDelivered: !unsent }
    }
  }

  return {
    reply,
    /** Ends the connections; a reply under way gets no answer. */
    close: connections.close
  }
}

function resultOf({ status, headers, text }: Answer, attempts: number): ReplyResult {
  const verdict = verdictOf(status)
  return {
    verdict,
    status,
    lineRequestId: headers['x-line-request-id']?.slice(0, 100),
    message: verdict === 'accepted' ? undefined : wordsOf(text),
    attempts,
    mayHaveBeenDelivered: false
  }
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

/** LINE's error body is `{message, details?: [{message, property}]}`. */
function wordsOf(body: string): string {
  try {
    const { message, details = [] } = JSON.parse(body) as messagingApi.ErrorResponse
    return [message, ...details.map((detail) => `${detail.property}: ${detail.message}`)]
      .join('; ')
      .slice(0, 500)
  } catch {
    return ''
  }
}
