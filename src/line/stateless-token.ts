import { backoff } from '../timing/backoff.ts'
import { TIMED_OUT, withTimeLimit } from '../timing/time-limit.ts'
import { AccessTokenError } from './access-token-error.ts'
import { createHttpClient } from './http-client.ts'
import { issueToken } from './issue-token.ts'
import { createOutageLog, type Log } from './outage-log.ts'
import type { AccessToken } from './types.ts'

export interface StatelessTokenOptions {
  /** where the Messaging API is, e.g. `https://api.line.me`; a path may follow the host */
  baseUrl: string
  channelId: string
  channelSecret: string
  log: Log
  /** how long one request may take */
  attemptTimeoutMs?: number
}

/** When one token after the other is refused, new ones do not help: they are asked for no more often than this. */
const RENEW_INVALID_EVERY_MS = 30_000
/** LINE comes back soon. A wrong secret stays wrong: it is tried again, but rarely. */
const MAX_BACKOFF_MS = { unavailable: 8_000, unauthorized: 300_000 }

/**
 * Issues stateless channel access tokens, each before the one before it ends, one request at a time. Nobody waits for
 * a token but the first replies, and those in an outage of LINE's that lasts for minutes.
 *
 * @see https://developers.line.biz/en/docs/basics/channel-access-token/#stateless-channel-access-token
 */
export function createStatelessToken({
  baseUrl,
  channelId,
  channelSecret,
  log,
  attemptTimeoutMs: timeoutMs = 5_000
}: StatelessTokenOptions): AccessToken {
  const http = createHttpClient({ baseUrl, connections: 1 })
  const outage = createOutageLog()
  const waiting = new Set<PromiseWithResolvers<string>>()
  let latest: string | undefined
  /** until when the latest token is sent, by Date.now(): a machine that slept knows that it is too late */
  let usableUntil = 0
  let invalidatedAt = Number.NEGATIVE_INFINITY
  let isRenewing = false
  let isClosed = false
  /** why the last request brought no token; the next one has its time then */
  let failure: AccessTokenError | undefined
  let failures = 0
  let timer: NodeJS.Timeout | undefined

  const current = () => (Date.now() < usableUntil ? latest : undefined)

  /** Asks LINE for a token, unless it is being asked; and sees to it that the next request follows in time. */
  async function renew(): Promise<void> {
    if (isRenewing || isClosed) return
    isRenewing = true
    clearTimeout(timer)
    const askedAt = Date.now()
    try {
      const { token, lifetimeMs } = await issueToken({ http, channelId, channelSecret, log, timeoutMs })
      latest = token
      usableUntil = askedAt + lifetimeMs - Math.min(lifetimeMs / 20, 5_000) // LINE looks at it a little later
      outage.succeeded(() => log.info({ failures }, 'LINE issues channel access tokens again'))
      failure = undefined
      failures = 0
      for (const waiter of waiting) waiter.resolve(token)
      renewIn(askedAt + lifetimeMs * (0.7 + Math.random() / 10) - Date.now())
    } catch (error) {
      if (error instanceof AccessTokenError) onFailure(error)
      else onFault(error)
    } finally {
      isRenewing = false
    }
  }

  function renewIn(pauseMs: number): void {
    if (!isClosed) timer = setTimeout(renew, Math.max(100, pauseMs)).unref()
  }

  function onFailure(error: AccessTokenError): void {
    const { verdict, status, lineRequestId, message, remedy } = error
    failure = error
    if (!isClosed) {
      outage.failed(verdict, () => {
        const details = { status, lineRequestId, reason: message, remedy }
        if (verdict === 'unauthorized') log.error(details, UNAUTHORIZED)
        else log.warn(details, 'LINE issues no channel access token now: it is asked again and again')
      })
    }
    if (verdict === 'unauthorized') for (const waiter of waiting) waiter.reject(error)
    renewIn(backoff(++failures, MAX_BACKOFF_MS[verdict]))
  }

  /** A fault of ours: whoever waits for the token hears of it, and the next one to need it tries again. */
  function onFault(err: unknown): void {
    log.error({ err }, 'a fault of the bot: it cannot ask for a channel access token')
    for (const waiter of waiting) waiter.reject(err)
  }

  return {
    prepare() {
      if (!failure && !current()) renew()
    },

    current,

    async get(deadline) {
      const token = current()
      if (token) return token
      if (isClosed) throw unavailable('closed')
      if (!failure) renew()
      else if (failure.verdict === 'unauthorized' && !isRenewing) throw failure
      const waiter = Promise.withResolvers<string>()
      waiting.add(waiter)
      try {
        const issued = await withTimeLimit(waiter.promise, deadline - Date.now())
        if (issued === TIMED_OUT) throw failure ?? unavailable('no answer in time')
        return issued
      } finally {
        waiting.delete(waiter)
      }
    },

    invalidate(token) {
      if (token !== latest) return true // it was renewed already
      if (Date.now() - invalidatedAt < RENEW_INVALID_EVERY_MS) return false
      invalidatedAt = Date.now()
      latest = undefined
      renew()
      return true
    },

    async close() {
      isClosed = true
      clearTimeout(timer)
      for (const waiter of waiting) waiter.reject(unavailable('closed'))
      await http.close()
    }
  }
}

const UNAUTHORIZED =
  'LINE issues no channel access token: LINE_CHANNEL_ID and LINE_CHANNEL_SECRET must be the Channel ID and the Channel secret of one channel (LINE Developers Console > your channel > Basic settings)'

const unavailable = (message: string) => new AccessTokenError('unavailable', message)
