import type * as channelAccessToken from '../../openapi/channel-access-token.ts'
import { oauthError, Refusal } from '../errors.ts'
import type { Api } from '../operation.ts'
import type { Assertions } from './assertions.ts'
import { checkClient, checkGrant, EXPIRED, formOf } from './form.ts'

const DEFAULT_SECONDS = 30 * 86_400
const MAX_TOKENS = 30

/**
 * Channel access tokens v2.1, which are requested with a JWT that sets their lifetime.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#channel-access-token
 */
export function tokensWithExpiration(
  { operation, channel: { settings, now, accessTokens } }: Api,
  verify: Assertions
): void {
  operation(
    'issueChannelTokenByJWT',
    { secret: true },
    async ({ request }): Promise<channelAccessToken.IssueChannelAccessTokenResponse> => {
      const form = formOf(request)
      checkGrant(form)
      const seconds = (await verify(form)) ?? DEFAULT_SECONDS
      if (accessTokens.current('with-expiration').length >= MAX_TOKENS) {
        throw new Refusal(oauthError(400, 'The maximum number of channel access tokens has been issued'))
      }
      const { token, keyId } = accessTokens.issue('with-expiration', seconds)
      return { access_token: token, expires_in: seconds, token_type: 'Bearer', key_id: keyId }
    }
  )

  operation('verifyChannelTokenByJWT', { secret: true }, ({ query }) => {
    const found = accessTokens.find(query.access_token ?? '')
    if (found?.kind !== 'with-expiration') throw new Refusal(EXPIRED)
    return {
      client_id: settings.channelId,
      expires_in: Math.floor((found.expiresAt - now()) / 1_000),
      scope: 'profile chat_message.write'
    }
  })

  operation('getsAllValidChannelAccessTokenKeyIds', { secret: true }, async ({ query }) => {
    await verify(new URLSearchParams(query as Record<string, string>))
    return { kids: accessTokens.current('with-expiration').map(([, { keyId }]) => keyId) }
  })

  operation('revokeChannelTokenByJWT', { secret: true }, ({ request, reply }) => {
    const form = formOf(request)
    checkClient(form, settings)
    const token = form.get('access_token') ?? ''
    if (accessTokens.find(token)?.kind === 'with-expiration') accessTokens.revoke(token)
    return reply.status(200).send()
  })
}
