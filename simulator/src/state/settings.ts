import { type Static, Type } from 'typebox'
import { TEXT_LENGTHS, UNKNOWN_RULES } from '../messages/unknown-rules.ts'

export { TEXT_LENGTHS, type TextLength } from '../messages/unknown-rules.ts'

/** A timer takes no more; in milliseconds. */
export const MAX_DELAY_MS = 2_147_483_647

/** A public key as a JSON Web Key: the other half of what a bot signs its JWT with. */
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
    description: 'where webhooks go; empty: the channel has no webhook URL'
  }),
  useWebhook: Type.Boolean({ description: '"Use webhook" in LINE’s console' }),
  channelSecret: Type.String({ minLength: 1 }),
  channelAccessToken: Type.String({ minLength: 1 }),
  channelId: Type.String({ minLength: 1 }),
  accessTokenSeconds: Type.Integer({
    minimum: 1,
    maximum: 86_400,
    description: 'how long a stateless channel access token is good; LINE’s are for 900'
  }),
  assertionKeys: Type.Array(assertionKey, {
    description: 'the assertion signing keys that are registered in LINE’s console, as public JSON Web Keys'
  }),
  redelivery: Type.Boolean({
    description: '"Webhook redelivery" in LINE’s console: off by default, as there'
  }),
  redeliveryDelaysMs: Type.Array(Type.Integer({ minimum: 0, maximum: MAX_DELAY_MS }), {
    maxItems: 10_000,
    description: 'after which pauses a failed webhook is sent again. LINE does not say: 1, 10 and 60 seconds'
  }),
  webhookTimeoutMs: Type.Integer({
    minimum: 1,
    maximum: MAX_DELAY_MS,
    description: 'how long to wait for the bot’s answer to a webhook; LINE waits 2 seconds'
  }),
  unicodeEscapes: Type.Boolean({
    description: 'writes what is not ASCII as \\u escapes, which LINE has been seen to do'
  }),
  rateLimit: Type.Integer({
    minimum: 1,
    description: 'requests a second to each operation that has no limit of its own; LINE’s is 2,000'
  }),
  operationRateLimits: Type.Boolean({
    description:
      'whether operations have the limits of their own that LINE states, e.g. 60 broadcasts an hour'
  }),
  monthlyQuota: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()], {
    description:
      'how many messages the plan pays for in a month, 5,000 by default; null: as many as one likes'
  }),
  progressMs: Type.Integer({
    minimum: 0,
    maximum: MAX_DELAY_MS,
    description: 'how long a narrowcast and a batch of rich menus are under way; LINE does not say: 0'
  }),
  contentReadyAfterMs: Type.Integer({
    minimum: 0,
    maximum: MAX_DELAY_MS,
    description:
      'how old a message is when its content can be fetched; LINE does not say: 0. Before, it is 202'
  }),
  acceptBlankText: Type.Boolean({ description: 'whether text of white space alone is accepted: yes' }),
  convertScalars: Type.Boolean({
    description: 'whether a number is taken for a text that reads like it, and the other way round: no'
  }),
  badMessageUsesToken: Type.Boolean({
    description: 'whether the reply token of a refused message is used up: no'
  }),
  textLength: Type.Enum([...TEXT_LENGTHS], {
    type: 'string',
    description:
      'how texts are counted whose length LINE’s reference states in graphemes; LINE was seen to count code points'
  }),
  acceptOtherImagemapWidths: Type.Boolean({
    description: 'whether an imagemap may have another width than 1,040: no'
  }),
  acceptCameraInRichMenus: Type.Boolean({
    description:
      'whether a rich menu may have the actions camera and cameraRoll, as LINE was seen to accept: no'
  }),
  acceptAreasOutsideRichMenu: Type.Boolean({
    description: 'whether areas of a rich menu may reach beyond its size: yes'
  }),
  acceptOtherRichMenuImageSizes: Type.Boolean({
    description: 'whether the image of a rich menu may have another size than the menu: yes'
  }),
  acceptUnknownCoupons: Type.Boolean({
    description: 'whether a coupon message may have an id that no coupon has: yes'
  })
}

/** What `PUT /simulator/settings` takes. */
export const settingsSchema = Type.Partial(Type.Object(properties), { additionalProperties: false })

const { webhookUrl: webhook, ...beside } = properties

/** What a channel starts with; `POST /simulator/channels` takes it, too. */
export const channelOptions = Type.Partial(Type.Object({ ...beside, webhook }), {
  additionalProperties: false
})

/** What can be set while the platform runs. */
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
