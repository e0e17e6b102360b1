/**
 * Holds the generated types to those of LINE's SDK for Node.js; the compiler checks it. The SDK has a `Date` where LINE
 * sends a text, so types with one are not compared.
 */
import type * as sdk from '@line/bot-sdk'
import type * as channelAccessToken from '../../src/openapi/channel-access-token.ts'
import type * as insight from '../../src/openapi/insight.ts'
import type * as manageAudience from '../../src/openapi/manage-audience.ts'
import type * as messagingApi from '../../src/openapi/messaging-api.ts'
import type * as webhook from '../../src/openapi/webhook.ts'

type Alike<Ours, Sdks> = [Ours, Sdks] extends [Sdks, Ours] ? true : false

export const types: [
  Alike<webhook.CallbackRequest, sdk.webhook.CallbackRequest>,
  Alike<webhook.Event['type'], sdk.webhook.Event['type']>,
  Alike<messagingApi.Message, sdk.messagingApi.Message>,
  Alike<messagingApi.Action, sdk.messagingApi.Action>,
  Alike<messagingApi.FlexContainer, sdk.messagingApi.FlexContainer>,
  Alike<messagingApi.NarrowcastRequest, sdk.messagingApi.NarrowcastRequest>,
  Alike<messagingApi.RichMenuRequest, sdk.messagingApi.RichMenuRequest>,
  Alike<messagingApi.RichMenuBatchRequest, sdk.messagingApi.RichMenuBatchRequest>,
  Alike<messagingApi.CouponCreateRequest, sdk.messagingApi.CouponCreateRequest>,
  Alike<messagingApi.CouponResponse, sdk.messagingApi.CouponResponse>,
  Alike<messagingApi.BotInfoResponse, sdk.messagingApi.BotInfoResponse>,
  Alike<messagingApi.ErrorResponse, sdk.messagingApi.ErrorResponse>,
  Alike<manageAudience.GetAudienceDataResponse, sdk.manageAudience.GetAudienceDataResponse>,
  Alike<manageAudience.GetAudienceGroupsResponse, sdk.manageAudience.GetAudienceGroupsResponse>,
  Alike<insight.GetMessageEventResponse, sdk.insight.GetMessageEventResponse>,
  Alike<insight.GetFriendsDemographicsResponse, sdk.insight.GetFriendsDemographicsResponse>,
  Alike<
    channelAccessToken.IssueChannelAccessTokenResponse,
    sdk.channelAccessToken.IssueChannelAccessTokenResponse
  >
] = [true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true]
