import type { OperationId } from '../openapi/operations.ts'
import type { Settings } from '../state/settings.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

type Limit = readonly [requests: number, windowMs: number]

const limits = (limit: Limit, ...operations: OperationId[]) => operations.map((id) => [id, limit] as const)

/**
 * Operations with their own rate limits, which are counted separately.
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

interface Bucket {
  /** capacity, in tokens */
  size: number
  tokens: number
  filledAt: number
}

/**
 * Limits the rate of each operation with a token bucket. After an idle window, a full window's requests can come at
 * once.
 */
export function createRateLimits(settings: Settings, now: () => number) {
  const buckets = new Map<OperationId, Bucket>()

  /** Whether the limit allows one more call of the operation, which is then counted. */
  return function hasRoom(operation: OperationId): boolean {
    const own = settings.operationRateLimits ? OWN_LIMITS.get(operation) : undefined
    const [size, windowMs] = own ?? [settings.rateLimit, SECOND]
    const time = now()
    const known = buckets.get(operation)
    const bucket = known?.size === size ? known : { size, tokens: size, filledAt: time }
    const passed = Math.max(0, time - bucket.filledAt) // clocks can be set back
    bucket.tokens = Math.min(size, bucket.tokens + (passed / windowMs) * size)
    bucket.filledAt = time
    const fits = bucket.tokens >= 1
    if (fits) bucket.tokens--
    buckets.set(operation, bucket)
    return fits
  }
}
