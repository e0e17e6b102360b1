// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is code
/** Faults of the simulator: LINE's rules. */
import { faults } from './mutant.ts'

const MESSAGES = [
  ...faults(
    'simulator/src/messages/text.ts',
    ['simulator/test/messages/text.test.ts'],
    ['MAX_TEXT = 5_000', 'MAX_TEXT = 5_001'],
    ['MAX_EMOJIS = 20', 'MAX_EMOJIS = 21'],
    ["text[emoji.index] === '$'", 'true']
  ),
  ...faults(
    'simulator/src/messages/text.ts',
    ['simulator/test/api/reply.test.ts'],
    ["rules.acceptBlankText || text.trim() !== ''", 'true']
  ),
  ...faults(
    'simulator/src/messages/text-v2.ts',
    ['simulator/test/messages/text.test.ts'],
    ['MAX_SUBSTITUTIONS = 100', 'MAX_SUBSTITUTIONS = 101'],
    ['MAX_MENTIONS = 20', 'MAX_MENTIONS = 21'],
    ['{1,20}$', '{1,21}$'],
    ['if (token.length === 1)', 'if (false)']
  ),
  ...faults(
    'simulator/src/messages/text-v2.ts',
    ['simulator/test/api/reply.test.ts'],
    ["recipient === undefined || recipient === 'group'", 'true']
  ),
  ...faults(
    'simulator/src/messages/characters.ts',
    ['simulator/test/messages/common.test.ts', 'simulator/test/messages/actions.test.ts'],
    ['if (text.length < min)', 'if (text.length <= min)'],
    ['if (count > max) return false', 'if (count >= max) return false'],
    ['graphemes && hasAtMost', 'hasAtMost']
  ),
  ...faults(
    'simulator/src/messages/media.ts',
    ['simulator/test/messages/media.test.ts', 'simulator/test/messages/common.test.ts'],
    ["trackingId !== undefined && recipient === 'group'", 'false'],
    ['duration: Type.Integer({ minimum: 0 })', 'duration: Type.Integer()'],
    ['max: 100 }, pattern', 'max: 1_000 }, pattern']
  ),
  ...faults(
    'simulator/src/messages/location.ts',
    ['simulator/test/messages/media.test.ts'],
    ['minimum: -90, maximum: 90', 'minimum: -180, maximum: 180'],
    ['title: Text(100)', 'title: Text(1_000)']
  ),
  ...faults(
    'simulator/src/messages/uri.ts',
    ['simulator/test/messages/common.test.ts', 'simulator/test/messages/actions.test.ts'],
    ['if (value.length > max)', 'if (value.length >= max)'],
    ["scheme === 'http' && LOOPBACK.has(hostname)", "scheme === 'http'"],
    ["if (value === '') return ['empty']", '']
  ),
  ...faults(
    'simulator/src/messages/scalars.ts',
    [
      'simulator/test/messages/common.test.ts',
      'simulator/test/messages/media.test.ts',
      'simulator/test/messages/actions.test.ts',
      'simulator/test/messages/template.test.ts'
    ],
    ["['https'], max: 2_000", "['https'], max: 2_001"],
    ["'line', 'tel'], max: 1_000", "'line'], max: 1_000"],
    ['[0-9a-fA-F]{6}$', '[0-9a-fA-F]{3,6}$']
  ),
  ...faults(
    'simulator/src/messages/sender.ts',
    ['simulator/test/messages/common.test.ts'],
    ["'^(?![^]*\\\\bLINE\\\\b)'", "'^'"]
  ),
  ...faults(
    'simulator/src/messages/quick-reply.ts',
    ['simulator/test/messages/common.test.ts'],
    ['{ min: 1, ...LIMITS.QuickReply.items }', '{ ...LIMITS.QuickReply.items, max: 14 }']
  ),
  ...faults(
    'simulator/src/messages/check-messages.ts',
    ['simulator/test/messages/common.test.ts', 'simulator/test/api/reply.test.ts'],
    ['|| messages.length > MAX_MESSAGES', '|| messages.length > MAX_MESSAGES + 1'],
    ['contentsOf === undefined)', 'contentsOf !== 99)'],
    ['contentsOf === index)', 'true)']
  ),
  ...faults(
    'simulator/src/messages/date-times.ts',
    ['simulator/test/messages/actions.test.ts'],
    ['(!min || !max || min < max)', '(!min || !max || min <= max)'],
    ['getUTCDate() === day', 'getUTCDate() > 0'],
    ['initial <= max', 'true'],
    ["LAST_DATE = '2100-12-31'", "LAST_DATE = '2199-12-31'"]
  ),
  ...faults(
    'simulator/src/messages/actions.ts',
    ['simulator/test/messages/actions.test.ts'],
    ["{ ...options, not: { required: ['displayText', 'text'] } }", 'options'],
    [
      "type: Literal('message'), label: label as P['label'], text: Graphemes(300)",
      "type: Literal('message'), label: label as P['label'], text: Graphemes(301)"
    ],
    ['{ ...options, dateTimes: true }', 'options']
  ),
  ...faults(
    'simulator/src/messages/actions.ts',
    ['simulator/test/messages/flex-components.test.ts'],
    ['everywhere({ label: label(40),', 'everywhere({ label: label(20),']
  ),
  ...faults(
    'simulator/src/messages/template.ts',
    ['simulator/test/messages/template.test.ts'],
    ['card({ text: 160, actions: 4 })', 'card({ text: 160, actions: 5 })'],
    ['card({ text: 120, actions: 3 })', 'card({ text: 160, actions: 3 })'],
    ['{ min: 2, max: 2 }', '{ min: 1, max: 2 }'],
    ['MAX_TEXT_UNDER_TITLE = 60', 'MAX_TEXT_UNDER_TITLE = 61'],
    ['if (title === undefined && thumbnailImageUrl === undefined)', 'if (title === undefined)'],
    ['List(CarouselColumn, { min: 1, max: 10 })', 'List(CarouselColumn, { min: 1, max: 11 })'],
    ['column.actions.length === first?.actions.length &&', '']
  ),
  ...faults(
    'simulator/src/messages/imagemap.ts',
    ['simulator/test/messages/imagemap.test.ts'],
    ['x + width > baseSize.width', 'x + width >= baseSize.width'],
    ['List(ImagemapAction, { max: 50 })', 'List(ImagemapAction, { max: 51 })'],
    ['text: Text(400)', 'text: Text(401)'],
    ['|| y + height > baseSize.height', '']
  ),
  ...faults(
    'simulator/src/messages/measures.ts',
    ['simulator/test/messages/flex-box.test.ts', 'simulator/test/messages/flex-components.test.ts'],
    ['number >= below', 'number > below'],
    ["if (!units.includes(unit as Unit)) return ['unit']", ''],
    ['h > 3 * w', 'h > 4 * w'],
    ["if (number < min) return ['low']", '']
  ),
  ...faults(
    'simulator/src/messages/flex/rules.ts',
    [
      'simulator/test/messages/flex-containers.test.ts',
      'simulator/test/messages/flex-components.test.ts',
      'simulator/test/messages/flex-box.test.ts'
    ],
    ['MAX_BUBBLE = 30', 'MAX_BUBBLE = 50'],
    ['MAX_ANIMATED = 10', 'MAX_ANIMATED = 11'],
    ["baseline: ['icon', 'text', 'filler']", "baseline: ['icon', 'text', 'filler', 'box']"],
    ['if (blocks.length === 0)', 'if (false)'],
    ['if (sizeOf(bubble) !== sizeOf(sized[0]?.bubble))', 'if (false)'],
    ["if (text === '') yield", 'if (false) yield'],
    ["VIDEO_SIZES = ['kilo', 'mega', 'giga']", "VIDEO_SIZES = ['nano', 'kilo', 'mega', 'giga']"]
  ),
  ...faults(
    'simulator/src/messages/flex/container.ts',
    ['simulator/test/messages/flex-containers.test.ts'],
    ['min: 1, max: 12', 'min: 1, max: 13'],
    ['altText: Text(1_500)', 'altText: Text(400)']
  )
]

const API = [
  ...faults(
    'simulator/src/api/rate-limits.ts',
    ['simulator/test/api/limits.test.ts'],
    ["limits([3, HOUR], 'richMenuBatch')", "limits([3, MINUTE], 'richMenuBatch')"],
    ['Math.min(size, bucket.tokens', 'Math.max(size, bucket.tokens'],
    ['if (fits) bucket.tokens--', '']
  ),
  ...faults(
    'simulator/src/api/line-http.ts',
    ['simulator/test/api/limits.test.ts'],
    ['MAX_BODY = 2 * 1024 * 1024', 'MAX_BODY = 1024 * 1024']
  ),
  ...faults(
    'simulator/src/api/line-http.ts',
    ['simulator/test/api/reply.test.ts', 'simulator/test/api/operations.test.ts'],
    [
      'if (isTooDeep(json)) throw unparsable(1, 1)',
      '',
      'test/messages/any-json.test.ts finds it, and takes a minute'
    ],
    [
      "secret && status === 200 ? '…' : response",
      'response',
      'nobody but the developer sees the log of the simulator'
    ],
    ['if (isObject(json)) return json', 'return json as JsonObject']
  ),
  ...faults(
    'simulator/src/api/messages/reply.ts',
    ['simulator/test/api/reply.test.ts'],
    ["if ('x-line-retry-key' in request.headers) throw", 'if (false) throw'],
    ['|| !tokens.isGood(body.replyToken)', ''],
    ['token.messages = refusal ? [] : (body.messages as unknown[])', ''],
    ["token?.chatType === 'user' ? 'user' : 'group'", "'group'"],
    [
      'if (refusal && !settings.badMessageUsesToken) throw',
      'if (refusal && settings.badMessageUsesToken) throw'
    ]
  ),
  ...faults(
    'simulator/src/state/reply-tokens.ts',
    ['simulator/test/api/reply.test.ts'],
    ['if (!token || token.messages) return false', 'if (!token) return false'],
    ['token.deliveredAt <= MINUTE', 'token.deliveredAt <= 2 * MINUTE'],
    ['token.eventAt <= 20 * MINUTE', 'token.eventAt <= 30 * MINUTE'],
    ['if (known) known.deliveredAt = now()', 'if (known) return']
  ),
  ...faults(
    'simulator/src/api/messages/send.ts',
    ['simulator/test/api/sending.test.ts'],
    ['if (!before) return', 'return'],
    ['outbox.totalUsage() + count > monthlyQuota', 'outbox.totalUsage() > monthlyQuota'],
    ['!UUID.test(retryKey)', 'false'],
    ['[...new Set(to)]', '[...to]'],
    ['?.members.length ?? 1', '?.members.length ? 1 : 1']
  ),
  ...faults(
    'simulator/src/api/messages/multicast.ts',
    ['simulator/test/api/sending.test.ts'],
    ['if (wrong >= 0) throw', 'if (false) throw']
  ),
  ...faults(
    'simulator/src/api/messages/quota.ts',
    ['simulator/test/api/sending.test.ts'],
    ['if (day >= dayOf(now()))', 'if (day > dayOf(now()))'],
    ['if (day < FIRST_DAY)', 'if (false)']
  ),
  ...faults(
    'simulator/src/state/outbox.ts',
    ['simulator/test/api/sending.test.ts'],
    ["if (kind !== 'reply') usage", 'usage'],
    ['if (current !== month) {', 'if (false) {'],
    ['JAPAN_MS = 9 * 3_600_000', 'JAPAN_MS = 0']
  ),
  ...faults(
    'simulator/src/state/access-tokens.ts',
    ['simulator/test/api/tokens.test.ts'],
    ['found && found.expiresAt > now()', 'found'],
    ['&& !revoked.has(hashOf(token))', ''],
    ['issued.delete(token)', '']
  ),
  ...faults(
    'simulator/src/api/tokens/short-lived.ts',
    ['simulator/test/api/tokens.test.ts'],
    ['MAX_TOKENS = 30', 'MAX_TOKENS = 31'],
    ['checkClient(form, settings)', ''],
    ['if (!found || !REVOCABLE.has(found.kind)) throw', 'if (!found) throw']
  ),
  ...faults(
    'simulator/src/state/rich-menus.ts',
    ['simulator/test/api/rich-menus.test.ts'],
    ['if (linked === richMenuId) links.delete(userId)', ''],
    ["?? menus.get(defaultId ?? '')", ''],
    ["if (!richMenus.get(richMenuId)?.image) return 'RICHMENU_NOTFOUND'", ''],
    [
      'if (defaultId === richMenuId) defaultId = undefined',
      '',
      'a menu that is gone is not shown, whatever its id says'
    ]
  ),
  ...faults(
    'simulator/src/api/rich-menus/images.ts',
    ['simulator/test/api/rich-menus.test.ts'],
    ['if (bytes.length > MAX_BYTES)', 'if (bytes.length > 5 * MAX_BYTES)'],
    ['if (richMenu.image) throw', 'if (false) throw'],
    ['type === format && width >= 800', 'width >= 800'],
    ['height >= 250', 'height >= 2'],
    ['width >= 800', 'width >= 8']
  ),
  ...faults(
    'simulator/src/api/rich-menus/aliases.ts',
    ['simulator/test/api/rich-menus.test.ts'],
    [
      'aliases.size >= MAX_ALIASES',
      'aliases.size > MAX_ALIASES',
      'a thousand aliases would take a test too long'
    ],
    ['if (aliases.has(body.richMenuAliasId)) throw', 'if (false) throw'],
    ['{1,32}$', '{1,33}$']
  ),
  ...faults(
    'simulator/src/state/people.ts',
    ['simulator/test/api/people.test.ts'],
    ['friend && !blocked', 'friend'],
    ['return found?.joined ? found : undefined', 'return found']
  ),
  ...faults(
    'simulator/src/api/groups-and-rooms.ts',
    ['simulator/test/api/people.test.ts'],
    ['find(call).members.includes(userId) &&', ''],
    ['gathering.joined = false', '', 'the leave event that follows has the same consequence']
  ),
  ...faults(
    'simulator/src/state/memberships.ts',
    ['simulator/test/api/partners.test.ts', 'simulator/test/api/people.test.ts'],
    ["if (event.membership.type === 'left') joinedAt.delete(userId)", 'if (false) joinedAt.delete(userId)'],
    ['totalSubscriptionMonths: months + 1', 'totalSubscriptionMonths: months']
  ),
  ...faults(
    'simulator/src/api/content.ts',
    ['simulator/test/api/content.test.ts'],
    ['now() - sentAt >= settings.contentReadyAfterMs', 'true'],
    ["found.kind !== 'video' && found.kind !== 'audio'", "found.kind !== 'video'"],
    ['if (!preview) throw new Refusal(NOT_FOUND)', 'if (!preview) return {}']
  )
]

const WEBHOOKS = [
  ...faults(
    'simulator/src/events/webhooks.ts',
    ['simulator/test/events/webhooks.test.ts'],
    ["kind === 'good' ? settings.channelSecret", "kind !== 'none' ? settings.channelSecret"],
    ['manner.redelivered === true || attempt > 1', 'manner.redelivered === true'],
    [
      'delivery.reason && events.length > 0 && settings.redelivery',
      'events.length > 0 && settings.redelivery'
    ],
    ['if (!settings.unicodeEscapes) return json', 'return json'],
    ['settings.useWebhook && url\n', 'url\n'],
    ['settings.redeliveryDelaysMs[manner.attempt - 2]', 'settings.redeliveryDelaysMs[manner.attempt - 1]']
  ),
  ...faults(
    'simulator/src/events/webhook-sender.ts',
    ['simulator/test/events/webhooks.test.ts'],
    ['status >= 200 && status < 300', 'status >= 200 && status < 400'],
    ["'could_not_connect' : 'unclassified'", "'unclassified' : 'unclassified'"],
    ['signal: timeout,', '']
  ),
  ...faults(
    'simulator/src/events/event-source.ts',
    ['simulator/test/events/event-specs.test.ts'],
    ['if (spec.source && !places.includes(spec.source)) throw', 'if (false) throw'],
    ["messageEdited: ['group'],", ''],
    ['spec.anonymous || WITHOUT_AUTHOR.has(spec.type) ? {}', 'WITHOUT_AUTHOR.has(spec.type) ? {}']
  ),
  ...faults(
    'simulator/src/events/consequences.ts',
    [
      'simulator/test/control/people.test.ts',
      'simulator/test/api/people.test.ts',
      'simulator/test/events/event-specs.test.ts'
    ],
    ["if (type === 'unfollow') user.blocked = true\n  else", ''],
    ['if (left.has(id)) {', 'if (false) {'],
    ["event.type !== 'leave' &&", '']
  ),
  ...faults(
    'simulator/src/state/faults.ts',
    ['simulator/test/api/reply.test.ts', 'simulator/test/control/control-api.test.ts'],
    ['found.times--', ''],
    ['one.replyToken !== undefined && one.replyToken === replyToken', 'false'],
    ['those.find((one) => one.replyToken === undefined)', 'those[0]'],
    ["api === 'token' ? ISSUING.includes(operation) :", '']
  ),
  ...faults(
    'simulator/src/control/stream.ts',
    ['simulator/test/control/stream.test.ts'],
    ['for (const [name, write] of writers) announcements.off(name, write)', ''],
    ['unsubscribe()\n', '\n'],
    ['if (raw.writableLength > MAX_BEHIND) raw.destroy()', '']
  ),
  ...faults(
    'simulator/src/state/exchanges.ts',
    ['simulator/test/create-simulator.test.ts', 'simulator/test/control/control-api.test.ts'],
    ['list.slice(-keep),\n', 'list,\n']
  ),
  ...faults(
    'simulator/chat/styles/composer.css',
    ['simulator/test/chat-page-narrow.test.ts'],
    ['.composer {\n', '@media (max-width: 400px) { .composer { visibility: hidden } }\n.composer {\n']
  )
]

export const SIMULATOR = [...MESSAGES, ...API, ...WEBHOOKS]
