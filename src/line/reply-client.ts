import { setTimeout as sleep } from 'node:timers/promises'
import type { messagingApi } from '@line/bot-sdk'
import { createThrottledLog, type Log } from '../log/throttle.ts'
import { backoff } from '../timing/backoff.ts'
import type { AccessToken } from './access-token.ts'
import { lineRequestIdOf, readErrorBody } from './error-body.ts'
import { LineError, NoResponseError } from './errors.ts'
import type { HttpClient, HttpResponse } from './http-client.ts'
import type { Outage, WaitingReply } from './outage.ts'

export interface ReplyClientOptions {
  http: Pick<HttpClient, 'send'>
  accessToken: AccessToken
  outage: Pick<Outage, 'observe' | 'turn'>
  /** called after each attempt with its duration in milliseconds */
  reportAttempt?: ((verdict: ReplyResult['verdict'], ms: number) => void) | undefined
  log: Pick<Log, 'error' | 'warn' | 'info'>
  /** how long one attempt may take once a connection sends it, in milliseconds */
  attemptTimeoutMs?: number
}

/** The result of a reply after all its attempts. */
export interface ReplyResult {
  /**
   * - `accepted`: LINE sends it
   * - `rejected`: LINE refused it for good (400, 404, 410, 413, 415 …): a retry would not help
   * - `unauthorized`: LINE refused the channel access token (401, 403), or refused to issue one
   * - `unavailable`: until the deadline, LINE did not respond or responded with 429 or 5xx, or there was no access token; a
   *   later retry may succeed
   */
  verdict: 'accepted' | 'rejected' | 'unauthorized' | 'unavailable'
  /** LINE's HTTP status; absent when the last attempt got no response */
  status?: number
  /** LINE's `x-line-request-id`, which LINE's support asks for */
  lineRequestId?: string | undefined
  /** LINE's error message, redacted, or the code of a connection error, e.g. `ECONNREFUSED` */
  message?: string | undefined
  /** the `details` of LINE's response list errors in the messages, so the reply token is not the cause */
  hasDetails?: boolean
  /** how many requests were sent; 0 if LINE was down until the deadline */
  attempts: number
  /** how long the attempts took together, in milliseconds, without the pauses between them */
  lineMs: number
  /** An attempt got no response. LINE may have accepted it, and then rejects the reply token of later attempts. */
  mayHaveBeenDelivered: boolean
}

/** The deadline may move while the reply is attempted, when LINE redelivers its event. */
export interface ReplyLimits extends WaitingReply {
  /** how many attempts may be made; one with a refused access token does not count */
  maxReplyAttempts?: number
}

const PATH = '/v2/bot/message/reply'
/** How long before its deadline the last attempt at a reply starts. */
const LAST_ATTEMPT_MS = 1_000
const LOG_OUTAGE_EVERY_MS = 60_000

/** The result of one attempt. */
export type ReplyAttempt = Omit<ReplyResult, 'lineMs'>

export type ReplyClient = ReturnType<typeof createReplyClient>

/**
 * Sends replies to LINE.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#send-reply-message
 */
export function createReplyClient({
  http,
  accessToken,
  outage,
  reportAttempt,
  log,
  attemptTimeoutMs = 5_000
}: ReplyClientOptions) {
  const outageLog = createThrottledLog(log, { lines: 1, windowMs: LOG_OUTAGE_EVERY_MS })
  let isOutageLogged = false
  let lastFailure: Pick<ReplyResult, 'verdict' | 'status' | 'message'> = {
    verdict: 'unavailable',
    message: 'another process has found that LINE is down'
  }
  let isClosed = false

  /**
   * Sends the messages, and retries with the same reply token while LINE does not respond or responds with 429 or 5xx. A
   * retry cannot reply twice, because LINE accepts a reply token only once. During an outage, the reply waits for its turn.
   */
  async function reply(request: messagingApi.ReplyMessageRequest, limits: ReplyLimits): Promise<ReplyResult> {
    const { maxReplyAttempts = Number.POSITIVE_INFINITY } = limits
    const body = JSON.stringify(request)
    let mayHaveBeenDelivered = false
    let attempts = 0
    let lineMs = 0
    for (let rounds = 1; ; rounds++) {
      if (!(await outage.turn(limits))) return { ...lastFailure, attempts, lineMs, mayHaveBeenDelivered }
      const startedAt = performance.now()
      const result = await outage.observe(limits, () => send(body, limits.deadline))
      const { verdict, status, message } = result
      const ms = performance.now() - startedAt
      reportAttempt?.(verdict, ms)
      lineMs += ms
      if (verdict !== 'accepted' && verdict !== 'rejected')
        lastFailure = { verdict, message, ...(status && { status }) }
      mayHaveBeenDelivered ||= result.mayHaveBeenDelivered
      attempts += result.attempts
      const leftMs = limits.deadline - Date.now() - LAST_ATTEMPT_MS
      if (verdict !== 'unavailable' || rounds >= maxReplyAttempts || leftMs <= 0)
        return { ...result, attempts, lineMs, mayHaveBeenDelivered }
      await sleep(Math.min(backoff(rounds), leftMs))
    }
  }

  /** Makes one attempt, and another one with the next access token if LINE refuses this one. */
  async function send(body: string, deadline: number): Promise<ReplyAttempt> {
    let attempts = 1
    try {
      for (; ; attempts++) {
        const token =
          accessToken.current() ?? (await accessToken.get(Math.min(deadline, Date.now() + attemptTimeoutMs)))
        const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
        const request = { method: 'POST' as const, path: PATH, headers, body }
        const limits = { timeoutMs: attemptTimeoutMs, deadline, needsBody: isError }
        const response = await http.send(request, limits)
        if (response.status === 401 && attempts === 1 && accessToken.invalidate(token)) continue
        const result = resultOf(response, attempts, token)
        logOutage(result)
        return result
      }
    } catch (error) {
      if (error instanceof LineError) return { ...withoutToken(error), attempts, mayHaveBeenDelivered: false }
      if (!(error instanceof NoResponseError)) throw error
      const { message, mayHaveBeenDelivered, code, remedy } = error
      const result = { verdict: 'unavailable', message, attempts, mayHaveBeenDelivered } as const
      logOutage(result, { code, remedy })
      return result
    }
  }

  /** Logs the start, continuation and end of an outage. The outcome of each reply is in the line of its event. */
  function logOutage(
    { verdict, status, lineRequestId, message: reason }: ReplyAttempt,
    { code, remedy }: { code?: string; remedy?: string | undefined } = {}
  ): void {
    if (verdict === 'unavailable') {
      if (isClosed) return
      const details = { lineRequestId, reason, remedy }
      if (outageLog.write('warn', { status, code }, details, OUTAGE)) isOutageLogged = true
    } else if (verdict === 'accepted' && isOutageLogged) {
      isOutageLogged = false
      log.info({}, 'LINE is accepting replies again')
    }
  }

  return {
    reply,

    /** Call it before closing the HTTP client, so that replies cut off by that do not count as an outage. */
    close(): void {
      isClosed = true
      outageLog.flush()
    }
  }
}

const OUTAGE = 'LINE is not accepting replies; retrying each one until its reply token expires'

const isError = (status: number) => verdictOf(status) !== 'accepted'

function resultOf({ status, headers, text }: HttpResponse, attempts: number, token: string): ReplyAttempt {
  const verdict = verdictOf(status)
  const lineRequestId = lineRequestIdOf(headers, [token])
  const answer = { verdict, status, lineRequestId, attempts, mayHaveBeenDelivered: false }
  return verdict === 'accepted' ? answer : { ...answer, ...readErrorBody(text, [token]) }
}

const withoutToken = ({ notIssued, status, lineRequestId, message }: LineError) => ({
  verdict: notIssued ? ('unauthorized' as const) : ('unavailable' as const),
  ...(status && { status, lineRequestId }),
  message: `no channel access token: ${message}`
})

function verdictOf(status: number): ReplyResult['verdict'] {
  if (status >= 200 && status < 300) return 'accepted'
  if (status === 401 || status === 403) return 'unauthorized'
  // 408 and 429 are temporary. A redirect cannot be from LINE, only from a server in between, so it is temporary, too.
  if (status >= 400 && status < 500 && status !== 408 && status !== 429) return 'rejected'
  return 'unavailable'
}
