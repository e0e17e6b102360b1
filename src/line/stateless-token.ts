import { createThrottledLog, type Log } from '../log/throttle.ts'
import { backoff } from '../timing/backoff.ts'
import { TIMED_OUT, withTimeLimit } from '../timing/time-limit.ts'
import type { AccessToken } from './access-token.ts'
import { jsonObject, lineRequestIdOf, readErrorBody } from './error-body.ts'
import { LineError, NoResponseError } from './errors.ts'
import type { HttpClient } from './http-client.ts'

export interface StatelessTokenOptions {
  http: Pick<HttpClient, 'send'>
  channelId: string
  channelSecret: string
  log: Log
  /** how long one request may take, in milliseconds */
  attemptTimeoutMs?: number
}

const PATH = '/oauth2/v3/token'
/** Timers are limited to 24 days. LINE's tokens are valid for 15 minutes. */
const MAX_LIFETIME_MS = 86_400_000
/** Minimum time between renewals of refused tokens, because if LINE refuses each new token, more do not help. */
const RENEW_INVALID_EVERY_MS = 30_000
/** LINE recovers soon, but a wrong secret stays wrong, so it is retried rarely. */
const MAX_BACKOFF_MS = 8_000
const MAX_NOT_ISSUED_BACKOFF_MS = 300_000
const LOG_EVERY_MS = 60_000

/**
 * Issues stateless channel access tokens, each before the previous one expires, one request at a time. Replies wait for a
 * token only at startup and in outages of several minutes.
 *
 * @see https://developers.line.biz/en/docs/basics/channel-access-token/#stateless-channel-access-token
 */
export function createStatelessToken(options: StatelessTokenOptions): AccessToken {
  const { log } = options
  const outageLog = createThrottledLog(log, { lines: 1, windowMs: LOG_EVERY_MS })
  const waiting = new Set<PromiseWithResolvers<string>>()
  let latest: string | undefined
  /** until when the latest token is used, by Date.now(), so that its expiry is noticed after the machine was asleep */
  let usableUntil = 0
  let invalidatedAt = Number.NEGATIVE_INFINITY
  let isRenewing = false
  let isClosed = false
  /** why the last request failed; while it is set, a retry is scheduled, so `get` starts none */
  let failure: LineError | undefined
  let failures = 0
  let timer: NodeJS.Timeout | undefined

  const current = () => (Date.now() < usableUntil ? latest : undefined)

  /** Requests a token unless a request is in flight, and schedules the next request. */
  async function renew(): Promise<void> {
    if (isRenewing || isClosed) return
    isRenewing = true
    clearTimeout(timer)
    const askedAt = Date.now()
    try {
      const { token, lifetimeMs } = await issueToken(options)
      latest = token
      usableUntil = askedAt + lifetimeMs - Math.min(lifetimeMs / 20, 5_000) // the token reaches LINE a little later
      if (failure) log.info({ failures }, 'LINE issues channel access tokens again')
      failure = undefined
      failures = 0
      for (const waiter of waiting) waiter.resolve(token)
      renewIn(askedAt + lifetimeMs * (0.7 + Math.random() / 10) - Date.now())
    } catch (error) {
      if (error instanceof LineError) onFailure(error)
      else onOwnFault(error)
    } finally {
      isRenewing = false
    }
  }

  function renewIn(pauseMs: number): void {
    if (!isClosed) timer = setTimeout(renew, Math.max(100, pauseMs)).unref()
  }

  function onFailure(error: LineError): void {
    failure = error
    if (!isClosed) logFailure(error)
    if (error.notIssued) for (const waiter of waiting) waiter.reject(error)
    renewIn(backoff(++failures, error.notIssued ? MAX_NOT_ISSUED_BACKOFF_MS : MAX_BACKOFF_MS))
  }

  function logFailure({ notIssued, status, lineRequestId, message: reason, remedy }: LineError): void {
    const details = { lineRequestId, reason, remedy }
    if (notIssued) outageLog.write('error', { status }, details, NOT_ISSUED)
    else outageLog.write('warn', { status }, details, 'LINE is not issuing channel access tokens; retrying')
  }

  /** Handles a bug of ours: all waiters are rejected, and the next call retries. */
  function onOwnFault(err: unknown): void {
    log.error({ err }, 'a bug in the bot itself: cannot request a channel access token')
    for (const waiter of waiting) waiter.reject(err)
  }

  return {
    current,

    async get(deadline) {
      const token = current()
      if (token) return token
      if (isClosed) throw new LineError('closed')
      if (!failure) renew()
      else if (failure.notIssued && !isRenewing) throw failure
      const waiter = Promise.withResolvers<string>()
      waiting.add(waiter)
      try {
        const issued = await withTimeLimit(waiter.promise, deadline - Date.now())
        if (issued === TIMED_OUT) throw failure ?? new LineError('no answer in time')
        return issued
      } finally {
        waiting.delete(waiter)
      }
    },

    invalidate(token) {
      if (token !== latest) return true // already renewed
      if (Date.now() - invalidatedAt < RENEW_INVALID_EVERY_MS) return false
      invalidatedAt = Date.now()
      latest = undefined
      renew()
      return true
    },

    close() {
      isClosed = true
      clearTimeout(timer)
      outageLog.flush()
      for (const waiter of waiting) waiter.reject(new LineError('closed'))
    }
  }
}

/**
 * Requests one token from LINE.
 *
 * @throws LineError
 * @see https://developers.line.biz/en/reference/messaging-api/#issue-stateless-channel-access-token
 */
async function issueToken({
  http,
  channelId,
  channelSecret,
  log,
  attemptTimeoutMs: timeoutMs = 5_000
}: StatelessTokenOptions): Promise<{ token: string; lifetimeMs: number }> {
  const form = { grant_type: 'client_credentials', client_id: channelId, client_secret: channelSecret }
  const request = {
    method: 'POST' as const,
    path: PATH,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: String(new URLSearchParams(form))
  }
  const limits = { timeoutMs, deadline: Date.now() + timeoutMs, needsBody: () => true }
  const { status, headers, text } = await http.send(request, limits).catch(asLineError)
  const lineRequestId = lineRequestIdOf(headers, [channelSecret])
  const answer = { status, ...(lineRequestId && { lineRequestId }) }
  log.debug({ method: 'POST', path: PATH, ...answer }, 'requested a channel access token')

  const { message } = readErrorBody(text, [channelSecret])
  if (status === 400 || status === 401) throw new LineError(message, { ...answer, notIssued: true })
  const { access_token: token, expires_in: seconds } = jsonObject(text)
  if (status !== 200 || typeof token !== 'string' || !/^[!-~]+$/.test(token) || !(Number(seconds) >= 1)) {
    throw new LineError(message, answer)
  }
  return { token, lifetimeMs: Math.min(Number(seconds) * 1_000, MAX_LIFETIME_MS) }
}

function asLineError(error: unknown): never {
  if (!(error instanceof NoResponseError)) throw error
  const { message, remedy } = error
  throw new LineError(message, { ...(remedy !== undefined && { remedy }) })
}

const NOT_ISSUED =
  'LINE issues no channel access token: LINE_CHANNEL_ID and LINE_CHANNEL_SECRET must be the Channel ID and the Channel secret of one channel (LINE Developers Console > your channel > Basic settings). Of two secrets, the first is used: put the new one first'
