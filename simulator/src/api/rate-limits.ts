import type { OperationId } from '../openapi/operations.ts'
import type { Settings } from '../state/settings.ts'

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

interface Bucket {
  /** how many it holds */
  size: number
  tokens: number
  filledAt: number
}

/** A token bucket for each operation: so many requests in its window, as many at once when it was quiet. */
export function createRateLimits(settings: Settings, now: () => number) {
  const buckets = new Map<OperationId, Bucket>()

  /** Whether one more call of the operation fits in; it is counted if so. */
  return function hasRoom(operation: OperationId): boolean {
    const own = settings.operationRateLimits ? OWN_LIMITS.get(operation) : undefined
    const [size, windowMs] = own ?? [settings.rateLimit, SECOND]
    const time = now()
    const known = buckets.get(operation)
    const bucket = known?.size === size ? known : { size, tokens: size, filledAt: time }
    const passed = Math.max(0, time - bucket.filledAt) // clocks are set back, too
    bucket.tokens = Math.min(size, bucket.tokens + (passed / windowMs) * size)
    bucket.filledAt = time
    const fits = bucket.tokens >= 1
    if (fits) bucket.tokens--
    buckets.set(operation, bucket)
    return fits
  }
}
