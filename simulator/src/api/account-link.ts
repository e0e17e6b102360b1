import type * as messagingApi from '../openapi/messaging-api.ts'
import { findReachable } from '../state/people.ts'
import { NOT_FOUND, Refusal } from './errors.ts'
import { idIn } from './ids.ts'
import type { Api } from './operation.ts'

/** https://developers.line.biz/en/reference/messaging-api/#account-link */
export function accountLink({ operation, channel: { people, ids } }: Api): void {
  operation('issueLinkToken', {}, ({ params }): messagingApi.IssueLinkTokenResponse => {
    if (!findReachable(people, idIn(params, 'userId'))) throw new Refusal(NOT_FOUND)
    return { linkToken: ids.hex(32) }
  })
}
