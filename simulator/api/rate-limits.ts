import type { Settings } from '../platform/settings.ts'
import type { OperationId } from './operations.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/** So many requests in so many milliseconds. */
type Limit = readonly [requests: number, windowMs: number]

const limits = (limit: Limit, ...operations: OperationId[]) => operations.map((id) => [id, limit] as const)

/**
 * The operations that have a limit of their own; each counts for itself.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#rate-limits
 */
const OWN_LIMITS = new Map<OperationId, Limit>([
  ...limits(
    [60, HOUR],
    'narrowcast',
    'broadcast',
    'getNumberOfMessageDeliveries',
    'getNumberOfFollowers',
    'getFriendsDemographics',
    'getMessageEvent',
    'getStatisticsPerUnit',
    'getRichMenuInsightSummary',
    'getRichMenuInsightDaily',
    'testWebhookEndpoint'
  ),
  ...limits(
    [60, MINUTE],
    'createAudienceGroup',
    'createAudienceForUploadingUserIds',
    'addAudienceToAudienceGroup',
    'addUserIdsToAudience',
    'createClickBasedAudienceGroup',
    'createImpBasedAudienceGroup',
    'updateAudienceGroupDescription',
    'deleteAudienceGroup',
    'getAudienceData',
    'getAudienceGroups',
    'getSharedAudienceData',
    'getSharedAudienceGroups'
  ),
  ...limits([1_000, MINUTE], 'setWebhookEndpoint', 'getWebhookEndpoint'),
  ...limits(
    [100, HOUR],
    'createRichMenu',
    'deleteRichMenu',
    'deleteRichMenuAlias',
    'getRichMenuBatchProgress'
  ),
  ...limits([3, HOUR], 'richMenuBatch'),
  ...limits([10, SECOND], 'getRichMenuList'),
  ...limits([100, SECOND], 'showLoadingAnimation'),
  ...limits(
    [200, SECOND],
    'multicast',
    'getMembershipSubscription',
    'getMembershipList',
    'createCoupon',
    'closeCoupon',
    'listCoupon',
    'getCouponDetail'
  ),
  ...limits([370, SECOND], 'issueStatelessChannelToken')
])

/** A token bucket for each operation: so many requests in its window, as many at once when it was quiet. */
export function createRateLimits(settings: Settings, now: () => number) {
  const buckets = new Map<OperationId, { tokens: number; filledAt: number }>()

  /** Whether one more call of the operation fits in; it is counted if so. */
  return function hasRoom(operation: OperationId): boolean {
    const own = settings.operationRateLimits ? OWN_LIMITS.get(operation) : undefined
    const [requests, windowMs] = own ?? [settings.rateLimit, SECOND]
    const time = now()
    const { tokens, filledAt } = buckets.get(operation) ?? { tokens: requests, filledAt: time }
    const filled = Math.min(requests, tokens + ((time - filledAt) / windowMs) * requests)
    const fits = filled >= 1
    buckets.set(operation, { tokens: fits ? filled - 1 : filled, filledAt: time })
    return fits
  }
}
