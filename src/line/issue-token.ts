import { AccessTokenError } from './access-token-error.ts'
import { jsonObject, readErrorBody } from './error-body.ts'
import type { createHttpClient } from './http-client.ts'
import { NoResponseError } from './no-response-error.ts'
import type { Log } from './outage-log.ts'
import { lineRequestIdOf } from './request-id.ts'

export interface IssueTokenOptions {
  http: ReturnType<typeof createHttpClient>
  channelId: string
  channelSecret: string
  log: Pick<Log, 'debug'>
  /** how long the request may take */
  timeoutMs: number
}

export interface IssuedToken {
  token: string
  lifetimeMs: number
}

const PATH = '/oauth2/v3/token'
/** A timer takes no more than 24 days; LINE's tokens are good for 15 minutes. */
const MAX_LIFETIME_MS = 86_400_000

/**
 * Asks LINE for a stateless channel access token, once.
 *
 * @throws AccessTokenError
 * @see https://developers.line.biz/en/reference/messaging-api/#issue-stateless-channel-access-token
 */
export async function issueToken({
  http,
  channelId,
  channelSecret,
  log,
  timeoutMs
}: IssueTokenOptions): Promise<IssuedToken> {
  const form = { grant_type: 'client_credentials', client_id: channelId, client_secret: channelSecret }
  const { status, headers, text } = await http
    .send({
      method: 'POST',
      path: PATH,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: String(new URLSearchParams(form)),
      timeoutMs,
      deadline: Date.now() + timeoutMs
    })
    .catch(asAccessTokenError)
  const lineRequestId = lineRequestIdOf(headers)
  const answer = { status, ...(lineRequestId && { lineRequestId }) }
  log.debug({ method: 'POST', path: PATH, ...answer }, 'asked LINE for a channel access token')

  // Something on the way may repeat what it was sent.
  const message = readErrorBody(text).message.replaceAll(channelSecret, '…')
  if (status === 400 || status === 401) throw new AccessTokenError('unauthorized', message, answer)
  const { access_token: token, expires_in: seconds } = jsonObject(text)
  if (status !== 200 || typeof token !== 'string' || !/^[!-~]+$/.test(token) || !(Number(seconds) >= 1)) {
    throw new AccessTokenError('unavailable', message, answer)
  }
  return { token, lifetimeMs: Math.min(Number(seconds) * 1_000, MAX_LIFETIME_MS) }
}

function asAccessTokenError(error: unknown): never {
  if (!(error instanceof NoResponseError)) throw error
  const { message, remedy } = error
  throw new AccessTokenError('unavailable', message, remedy === undefined ? {} : { remedy })
}
