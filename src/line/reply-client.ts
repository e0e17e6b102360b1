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
  /** called after each attempt, with how long it took */
  reportAttempt?: ((verdict: ReplyResult['verdict'], ms: number) => void) | undefined
  log: Pick<Log, 'error' | 'warn' | 'info'>
  /** how long one attempt may take once a connection sends it */
  attemptTimeoutMs?: number
}

/** What became of a reply, after all its attempts. */
export interface ReplyResult {
  /**
   * - `accepted`: LINE sends it
   * - `rejected`: LINE refused it for good (400, 404, 410, 413, 415 …): a retry would not help
   * - `unauthorized`: LINE refused the channel access token (401, 403), or to issue one
   * - `unavailable`: LINE did not respond or answered 429 or 5xx until the deadline, or there was no access token: it may
   *   work later
   */
  verdict: 'accepted' | 'rejected' | 'unauthorized' | 'unavailable'
  /** LINE's HTTP status; absent when the last attempt got no response */
  status?: number
  /** LINE's `x-line-request-id`: what LINE's support asks for */
  lineRequestId?: string | undefined
  /** LINE's own words, redacted, or the code of the connection's error, e.g. `ECONNREFUSED` */
  message?: string | undefined
  /** LINE named what is wrong with the messages, in `details`: the reply token is not what it refuses */
  hasDetails?: boolean
  /** how many requests were sent; 0 when LINE was down for as long as the reply could wait */
  attempts: number
  /** how long the attempts took together, in milliseconds, without the pauses between them */
  lineMs: number
  /** An attempt got no response: LINE may have accepted it, and then refuses the reply token from then on. */
  mayHaveBeenDelivered: boolean
}

/** The deadline may move while the reply is tried: LINE has delivered its event again. */
export interface ReplyLimits extends WaitingReply {
  /** how many attempts may be made; one with a refused access token does not count */
  maxReplyAttempts?: number
}

const PATH = '/v2/bot/message/reply'
/** How long before its deadline a reply is tried for the last time. */
const LAST_ATTEMPT_MS = 1_000
const LOG_OUTAGE_EVERY_MS = 60_000

/** What became of one attempt. */
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
    message: 'LINE is down, as another process has found'
  }
  let isClosed = false

  /**
   * Sends the messages, and retries with the same reply token while LINE does not respond or says that it may work later
   * (429, 5xx). LINE accepts a reply token once, so that a retry cannot reply twice. During an outage, the reply waits for
   * its turn.
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

  /** One attempt, and another one with the next access token when LINE refuses this one. */
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

  /** Logs that an outage begins, goes on, and has ended. What becomes of each reply is in the line of its event. */
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

    /** Call it before the HTTP client is closed: replies that are cut off then are no outage. */
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
  // 408 and 429 mean "later". LINE sends no redirects: something between it and the bot does.
  if (status >= 400 && status < 500 && status !== 408 && status !== 429) return 'rejected'
  return 'unavailable'
}
