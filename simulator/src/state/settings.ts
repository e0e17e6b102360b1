import { type Static, Type } from 'typebox'
import { TEXT_LENGTHS, UNKNOWN_RULES } from '../messages/unknown-rules.ts'

export { TEXT_LENGTHS, type TextLength } from '../messages/unknown-rules.ts'

/** Maximum delay of a timer, in milliseconds. */
export const MAX_DELAY_MS = 2_147_483_647

/** The public key, as a JSON Web Key, that verifies the JWT of a bot. */
const assertionKey = Type.Object({
  kty: Type.Literal('RSA'),
  kid: Type.String({ minLength: 1 }),
  n: Type.String(),
  e: Type.String(),
  alg: Type.Optional(Type.Literal('RS256'))
})

const properties = {
  webhookUrl: Type.String({
    format: 'webhook-url',
    description: 'the bot’s webhook URL; empty if the channel has none'
  }),
  useWebhook: Type.Boolean({ description: '"Use webhook" in the LINE Developers Console' }),
  channelSecret: Type.String({ minLength: 1 }),
  channelAccessToken: Type.String({ minLength: 1 }),
  channelId: Type.String({ minLength: 1 }),
  accessTokenSeconds: Type.Integer({
    minimum: 1,
    maximum: 86_400,
    description: 'lifetime of a stateless channel access token, in seconds; 900 at LINE'
  }),
  assertionKeys: Type.Array(assertionKey, {
    description:
      'the assertion signing keys registered in the LINE Developers Console, as public JSON Web Keys'
  }),
  redelivery: Type.Boolean({
    description: '"Webhook redelivery" in the LINE Developers Console; off by default in both'
  }),
  redeliveryDelaysMs: Type.Array(Type.Integer({ minimum: 0, maximum: MAX_DELAY_MS }), {
    maxItems: 10_000,
    description: 'delays before each redelivery, undocumented by LINE; 1, 10 and 60 seconds by default'
  }),
  webhookTimeoutMs: Type.Integer({
    minimum: 1,
    maximum: MAX_DELAY_MS,
    description: 'how long to wait for the bot’s response to a webhook, in milliseconds; LINE waits 2 seconds'
  }),
  unicodeEscapes: Type.Boolean({
    description: 'sends non-ASCII characters in webhooks as \\u escapes, which LINE has been observed to do'
  }),
  rateLimit: Type.Integer({
    minimum: 1,
    description: 'requests per second for each operation without its own limit; 2,000 at LINE'
  }),
  operationRateLimits: Type.Boolean({
    description:
      'whether to apply the documented limits of individual operations, e.g. 60 broadcasts per hour'
  }),
  monthlyQuota: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()], {
    description: 'messages per month, 5,000 by default; null means unlimited'
  }),
  progressMs: Type.Integer({
    minimum: 0,
    maximum: MAX_DELAY_MS,
    description: 'duration of a narrowcast and of a rich menu batch, undocumented by LINE; 0 by default'
  }),
  contentReadyAfterMs: Type.Integer({
    minimum: 0,
    maximum: MAX_DELAY_MS,
    description:
      'age of a message at which its content is available, undocumented by LINE; 0 by default. Before, the status is 202'
  }),
  acceptBlankText: Type.Boolean({
    description: 'whether to accept text of white space only; true by default'
  }),
  convertScalars: Type.Boolean({
    description: 'whether to accept a number for a string, and the reverse; false by default'
  }),
  badMessageUsesToken: Type.Boolean({
    description: 'whether a rejected message uses up the reply token; false by default'
  }),
  textLength: Type.Enum([...TEXT_LENGTHS], {
    type: 'string',
    description:
      'unit of the limits that LINE’s reference states in graphemes; LINE has been observed to count code points'
  }),
  acceptOtherImagemapWidths: Type.Boolean({
    description: 'whether an imagemap may have a width other than 1,040; false by default'
  }),
  acceptCameraInRichMenus: Type.Boolean({
    description:
      'whether a rich menu may have the actions camera and cameraRoll (observed at LINE); false by default'
  }),
  acceptAreasOutsideRichMenu: Type.Boolean({
    description: 'whether areas may extend beyond their rich menu; true by default'
  }),
  acceptOtherRichMenuImageSizes: Type.Boolean({
    description: 'whether the image of a rich menu may differ in size from the menu; true by default'
  }),
  acceptUnknownCoupons: Type.Boolean({
    description: 'whether a coupon message may refer to a coupon that does not exist; true by default'
  })
}

/** Body of `PUT /simulator/settings`. */
export const settingsSchema = Type.Partial(Type.Object(properties), { additionalProperties: false })

const { webhookUrl: webhook, ...others } = properties

/** Options of a new channel, also the body of `POST /simulator/channels`. */
export const channelOptions = Type.Partial(Type.Object({ ...others, webhook }), {
  additionalProperties: false
})

/** Settings that can be changed while the simulator runs. */
export type Settings = Static<ReturnType<typeof Type.Object<typeof properties>>>

export const DEFAULT_SETTINGS = {
  ...UNKNOWN_RULES,
  useWebhook: true,
  channelId: '2000000001',
  accessTokenSeconds: 900,
  assertionKeys: [] as Settings['assertionKeys'],
  redelivery: false,
  redeliveryDelaysMs: [1_000, 10_000, 60_000],
  webhookTimeoutMs: 2_000,
  unicodeEscapes: false,
  rateLimit: 2_000,
  operationRateLimits: true,
  monthlyQuota: 5_000,
  progressMs: 0,
  contentReadyAfterMs: 0
}

/** The settings, without credentials. */
export function publicSettings({
  channelSecret: _secret,
  channelAccessToken: _token,
  ...rest
}: Settings): Omit<Settings, 'channelSecret' | 'channelAccessToken'> {
  return rest
}
