import type * as channelAccessToken from '../../openapi/channel-access-token.ts'
import { Refusal } from '../errors.ts'
import type { Api } from '../operation.ts'
import { checkClient, checkGrant, EXPIRED, formOf } from './form.ts'

const SECONDS = 30 * 86_400
/** Issuing one more revokes the oldest. */
const MAX_TOKENS = 30

/** https://developers.line.biz/en/reference/messaging-api/#issue-shortlived-channel-access-token */
export function shortLivedTokens({ operation, channel: { settings, now, accessTokens } }: Api): void {
  operation(
    'issueChannelToken',
    { secret: true },
    ({ request }): channelAccessToken.IssueShortLivedChannelAccessTokenResponse => {
      const form = formOf(request)
      checkGrant(form)
      checkClient(form, settings)
      const { token } = accessTokens.issue('short-lived', SECONDS)
      for (const [oldest] of accessTokens.current('short-lived').slice(MAX_TOKENS))
        accessTokens.revoke(oldest)
      return { access_token: token, expires_in: SECONDS, token_type: 'Bearer' }
    }
  )

  operation('verifyChannelToken', { secret: true }, ({ request }) => {
    const found = accessTokens.find(formOf(request).get('access_token') ?? '')
    if (!found || !REVOCABLE.has(found.kind)) throw new Refusal(EXPIRED)
    return { client_id: settings.channelId, expires_in: Math.floor((found.expiresAt - now()) / 1_000) }
  })

  // LINE does not report unknown tokens.
  operation('revokeChannelToken', { secret: true }, ({ request, reply }) => {
    const token = formOf(request).get('access_token') ?? ''
    if (REVOCABLE.has(accessTokens.find(token)?.kind ?? '')) accessTokens.revoke(token)
    return reply.status(200).send()
  })
}

/** The kinds of tokens that these operations accept. */
const REVOCABLE = new Set<string>(['short-lived', 'long-lived'])
