import { setTimeout as sleep } from 'node:timers/promises'
import type { messagingApi } from '@line/bot-sdk'
import { type AccessToken, AccessTokenError } from './access-token.ts'
import { backoff } from './backoff.ts'
import type { Answer, NoAnswerError } from './connection.ts'
import { createConnections } from './connections.ts'

export interface LineClientOptions {
  /** where the Messaging API is, e.g. `https://api.line.me`; a path before `/v2` may follow the host */
  baseUrl: string
  accessToken: AccessToken
  /** how long one try may take, with connecting and all, in milliseconds */
  tryLimit?: number
  /** how many replies may be under way at once; LINE's 2,000 a second at 100 ms each need 200 */
  connections?: number
}

/** What became of a reply, after all its tries. */
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
  tries: number
  /** A try was sent and got no answer: LINE may have accepted it, and refuses the reply token since. */
  unanswered: boolean
}

export type LineClient = ReturnType<typeof createLineClient>

/**
 * Sends replies to LINE over connections kept alive. Makes no request before the first reply.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#send-reply-message
 */
export function createLineClient({
  baseUrl,
  accessToken,
  tryLimit = 5_000,
  connections: count = 256
}: LineClientOptions) {
  const path = `${new URL(baseUrl).pathname.replace(/\/$/, '')}/v2/bot/message/reply`
  const connections = createConnections({ baseUrl, count })

  /**
   * Sends the messages, again and again with the same reply token while LINE does not answer or says that it
   * may work later (429, 5xx). The same token cannot be answered twice, so this is safe.
   *
   * @param until when to give up, in milliseconds since the epoch
   * @param maxTries how often LINE may be asked; a refused access token does not count
   */
  async function reply(
    request: messagingApi.ReplyMessageRequest,
    until: number,
    maxTries = Number.POSITIVE_INFINITY
  ): Promise<ReplyResult> {
    const body = JSON.stringify(request)
    let unanswered = false
    let tries = 0
    for (let rounds = 1; ; rounds++) {
      const answer = await send(body, until)
      unanswered ||= answer.unanswered
      tries += answer.tries
      const pause = backoff(rounds)
      if (answer.verdict !== 'unavailable' || rounds >= maxTries || Date.now() + pause >= until) {
        return { ...answer, tries, unanswered }
      }
      await sleep(pause)
    }
  }

  /** Tries once, and once more with the next access token when LINE refuses this one. */
  async function send(body: string, until: number): Promise<ReplyResult> {
    let tries = 1
    try {
      for (; ; tries++) {
        const token = accessToken.atHand() ?? (await accessToken.get(Math.min(until, Date.now() + tryLimit)))
        const answer = await connections.post({ path, headers: token.headers, body }, tryLimit, until)
        if (answer.status === 401 && tries === 1 && accessToken.refused(token)) continue
        return resultOf(answer, tries)
      }
    } catch (error) {
      if (error instanceof AccessTokenError) return { ...withoutToken(error), tries, unanswered: false }
      const { code, unsent } = error as NoAnswerError
      return { verdict: 'unavailable', message: code, tries, unanswered: !unsent }
    }
  }

  return {
    reply,
    /** Ends the connections; a reply under way gets no answer. */
    close: connections.close
  }
}

function resultOf({ status, headers, text }: Answer, tries: number): ReplyResult {
  const verdict = verdictOf(status)
  return {
    verdict,
    status,
    lineRequestId: headers['x-line-request-id']?.slice(0, 100),
    message: verdict === 'accepted' ? undefined : wordsOf(text),
    tries,
    unanswered: false
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
