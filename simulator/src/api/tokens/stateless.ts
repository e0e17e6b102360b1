import type * as channelAccessToken from '../../openapi/channel-access-token.ts'
import type { Api } from '../operation.ts'
import type { Assertions } from './assertions.ts'
import { checkClient, checkGrant, formOf } from './form.ts'

/**
 * Stateless tokens are valid for 15 minutes, unlimited in number, and cannot be revoked.
 * https://developers.line.biz/en/reference/messaging-api/#issue-stateless-channel-access-token
 */
export function statelessTokens(
  { operation, channel: { settings, accessTokens } }: Api,
  verify: Assertions
): void {
  operation(
    'issueStatelessChannelToken',
    { secret: true },
    async ({ request }): Promise<channelAccessToken.IssueStatelessChannelAccessTokenResponse> => {
      const form = formOf(request)
      checkGrant(form)
      if (form.get('client_assertion')) await verify(form)
      else checkClient(form, settings)
      const seconds = settings.accessTokenSeconds
      const { token } = accessTokens.issue('stateless', seconds)
      return { token_type: 'Bearer', access_token: token, expires_in: seconds }
    }
  )
}
