import { backoff } from '../timing/backoff.ts'
import type { NoAnswerError } from './connection.ts'
import { createConnections } from './connections.ts'

/** A channel access token, with the headers of a JSON request that it authorizes: made once, not for each reply. */
export interface Token {
  readonly value: string
  readonly headers: Readonly<Record<'authorization' | 'content-type', string>>
}

/** Why there is no channel access token. */
export class AccessTokenError extends Error {
  /**
   * - `unauthorized`: LINE issues none for this channel id and secret
   * - `unavailable`: LINE did not answer, or could not issue one: it may work later
   */
  readonly verdict: 'unauthorized' | 'unavailable'
  /** LINE's HTTP status; absent when it did not answer */
  readonly status?: number
  /** LINE's `x-line-request-id` */
  readonly lineRequestId?: string

  constructor(
    verdict: AccessTokenError['verdict'],
    message: string,
    answer: Pick<AccessTokenError, 'status' | 'lineRequestId'> = {}
  ) {
    super(message)
    this.name = 'AccessTokenError'
    this.verdict = verdict
    Object.assign(this, answer)
  }
}

/** What authorizes the calls of a process: a long-lived token, or stateless ones that follow each other. */
export interface AccessToken {
  /** Gets the first token, if it is not there already, without waiting for it. */
  prepare(): void
  /** The token that is good now, if there is one: the way of all replies but the first ones. */
  current(): Token | undefined
  /**
   * The token that is good now, or the next one.
   *
   * @param until how long to wait for it, in milliseconds since the epoch
   * @throws AccessTokenError
   */
  get(until: number): Promise<Token>
  /**
   * LINE answered 401 to this token. Many replies may say so: they cause one renewal.
   *
   * @returns whether it is worth trying again with what `get` gives
   */
  invalidate(token: Token): boolean
  /** Ends a request under way, and makes no more. */
  close(): Promise<void>
}

/** What is needed of a logger: pino's, or Fastify's. */
export type Log = Record<'error' | 'warn' | 'info' | 'debug', (details: object, message: string) => void>

/** What authorizes a bot: a token that was issued by hand, or what issues tokens for the channel. */
export type Credentials =
  | { type: 'long-lived'; accessToken: string }
  | { type: 'channel'; channelId: string; channelSecret: string }

export interface AccessTokenOptions {
  credentials: Credentials
  /** where the Messaging API is, e.g. `https://api.line.me`; a path may follow the host */
  baseUrl: string
  log: Log
}

/** Makes what authorizes the calls of a process. */
export function createAccessToken({ credentials, ...options }: AccessTokenOptions): AccessToken {
  switch (credentials.type) {
    case 'long-lived':
      return createFixedToken(credentials.accessToken)
    case 'channel': {
      const { channelId, channelSecret } = credentials
      return createStatelessToken({ channelId, channelSecret, ...options })
    }
  }
}

/** A token that was issued by hand, and is good until somebody revokes it. */
export function createFixedToken(value: string): AccessToken {
  const token = tokenOf(value)
  return {
    prepare: () => {},
    current: () => token,
    get: async () => token,
    invalidate: () => false,
    close: async () => {}
  }
}

export interface StatelessTokenOptions {
  /** where the Messaging API is, e.g. `https://api.line.me`; a path may follow the host */
  baseUrl: string
  channelId: string
  channelSecret: string
  log: Log
  /** how long one request may take, in milliseconds */
  attemptTimeoutMs?: number
}

/** When one token after the other is refused, new ones do not help: they are asked for no more often than this. */
const RENEW_REFUSED_EVERY = 30_000
/** LINE comes back soon. A wrong secret does not mend itself: it is tried again, but rarely. */
const MAX_BACKOFF_MS = { unavailable: 8_000, unauthorized: 300_000 }
/** A timer takes no more than 24 days; LINE's tokens are good for 15 minutes. */
const LONGEST_LIFE = 86_400_000

/**
 * Issues stateless channel access tokens, each before the one before it ends, one request at a time. Nobody waits for
 * a token but the first replies, and those in an outage of LINE's that lasts for minutes.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#issue-stateless-channel-access-token
 */
export function createStatelessToken({
  baseUrl,
  channelId,
  channelSecret,
  log,
  attemptTimeoutMs = 5_000
}: StatelessTokenOptions): AccessToken {
  const path = `${new URL(baseUrl).pathname.replace(/\/$/, '')}/oauth2/v3/token`
  const form = { grant_type: 'client_credentials', client_id: channelId, client_secret: channelSecret }
  const body = String(new URLSearchParams(form))
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const connections = createConnections({ baseUrl, count: 1 })
  const waiting = new Set<PromiseWithResolvers<Token>>()
  let latest: Token | undefined
  /** until when the current token is sent, by Date.now(): a machine that slept knows that it is too late */
  let usableUntil = 0
  let refusedAt = Number.NEGATIVE_INFINITY
  let underWay = false
  let closed = false
  /** why the last request brought no token; the next one has its time then */
  let failure: AccessTokenError | undefined
  let failures = 0
  let timer: NodeJS.Timeout | undefined

  const current = () => (Date.now() < usableUntil ? latest : undefined)

  /** Asks LINE for a token, unless that is under way; and sees to it that the next request follows in time. */
  async function renew(): Promise<void> {
    if (underWay || closed) return
    underWay = true
    clearTimeout(timer)
    const askedAt = Date.now()
    try {
      const { value, life } = await issue()
      latest = tokenOf(value)
      usableUntil = askedAt + life - Math.min(life / 20, 5_000) // LINE looks at it a little later
      if (failure) log.info({ failures }, 'LINE issues channel access tokens again')
      failure = undefined
      failures = 0
      for (const waiter of waiting) waiter.resolve(latest)
      renewIn(askedAt + life * (0.7 + Math.random() / 10) - Date.now())
    } catch (error) {
      failed(error instanceof AccessTokenError ? error : unavailable((error as NoAnswerError).code))
    } finally {
      underWay = false
    }
  }

  function renewIn(pause: number): void {
    if (!closed) timer = setTimeout(renew, Math.max(100, pause)).unref()
  }

  function failed(error: AccessTokenError): void {
    const { verdict, status, lineRequestId, message } = error
    // An outage is one line, however often LINE is asked.
    if (!closed && failure?.verdict !== verdict) {
      const details = { ...(status && { status }), ...(lineRequestId && { lineRequestId }), reason: message }
      if (verdict === 'unauthorized') log.error(details, REMEDY)
      else log.warn(details, 'LINE issues no channel access token now: it is asked again and again')
    }
    failure = error
    if (verdict === 'unauthorized') for (const waiter of waiting) waiter.reject(error)
    renewIn(backoff(++failures, MAX_BACKOFF_MS[verdict]))
  }

  /** @throws AccessTokenError, NoAnswerError */
  async function issue(): Promise<{ value: string; life: number }> {
    const until = Date.now() + attemptTimeoutMs
    const { status, text, ...response } = await connections.post(
      { path, headers, body, needsBody: true },
      attemptTimeoutMs,
      until
    )
    const requestId = response.headers['x-line-request-id']
    const answer = { status, ...(requestId && { lineRequestId: requestId.slice(0, 100) }) }
    const json = parsed(text)
    log.debug({ method: 'POST', path, ...answer }, 'asked LINE for a channel access token')
    if (status === 400 || status === 401) {
      throw new AccessTokenError('unauthorized', wordsOf(json), answer)
    }
    const { access_token: value, expires_in: seconds } = json
    if (status !== 200 || typeof value !== 'string' || !/^[!-~]+$/.test(value) || !(Number(seconds) >= 1)) {
      throw new AccessTokenError('unavailable', wordsOf(json), answer)
    }
    return { value, life: Math.min(Number(seconds) * 1_000, LONGEST_LIFE) }
  }

  /** LINE's error body is `{error, error_description}`. Something on the way may say again what it was sent. */
  const wordsOf = ({ error_description: words }: Record<string, unknown>) =>
    typeof words === 'string' ? words.replaceAll(channelSecret, '…').slice(0, 300) : ''

  return {
    prepare() {
      if (!failure && !current()) renew()
    },

    current,

    async get(until) {
      const token = current()
      if (token) return token
      if (closed) throw unavailable('closed')
      if (!failure) renew()
      else if (failure.verdict === 'unauthorized' && !underWay) throw failure
      const waiter = Promise.withResolvers<Token>()
      waiting.add(waiter)
      const tooLate = () => waiter.reject(failure ?? unavailable('no answer in time'))
      const timer = setTimeout(tooLate, Math.max(0, until - Date.now()))
      try {
        return await waiter.promise
      } finally {
        clearTimeout(timer)
        waiting.delete(waiter)
      }
    },

    invalidate(token) {
      if (token !== latest) return true // somebody else saw to it
      if (Date.now() - refusedAt < RENEW_REFUSED_EVERY) return false
      refusedAt = Date.now()
      latest = undefined
      renew()
      return true
    },

    async close() {
      closed = true
      clearTimeout(timer)
      for (const waiter of waiting) waiter.reject(unavailable('closed'))
      connections.close()
    }
  }
}

const REMEDY =
  'LINE issues no channel access token: LINE_CHANNEL_ID and LINE_CHANNEL_SECRET must be the Channel ID and the Channel secret of one channel (LINE Developers Console > your channel > Basic settings)'

const tokenOf = (value: string): Token => ({
  value,
  headers: { authorization: `Bearer ${value}`, 'content-type': 'application/json' }
})

const unavailable = (message: string) => new AccessTokenError('unavailable', message)

function parsed(text: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(text))
  } catch {
    return {}
  }
}
