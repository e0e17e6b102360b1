// What went over the wire: webhooks, the calls that each of them caused, and the outcome of each event.

/** @import { Call, Exchange, Group, Outcome, Tone, Webhook, WebhookEvent } from '../types.d.ts' */
import { cached, changesIn, state } from './store.js'
import { listOf, lookUp, objectOf, parsed } from './unchecked.js'

/**
 * A function that computes something from each object once.
 *
 * @template {object} K
 * @template V
 * @param {(key: K) => V} compute
 * @returns {(key: K) => V}
 */
function once(compute) {
  const known = new WeakMap()
  return (key) => {
    if (!known.has(key)) known.set(key, compute(key))
    return known.get(key)
  }
}

/** The events of a webhook. */
export const eventsOf = once((/** @type {Webhook} */ webhook) => {
  const events = listOf(parsed(webhook.body)?.events)
  return /** @type {WebhookEvent[]} */ (events.filter((event) => typeof event === 'object' && event !== null))
})

/** The JSON body of a call, or undefined. */
const requestOf = once((/** @type {Call} */ call) => parsed(call.request))

/** The kind of an event as the bot's log names it: `message.text`, `follow`. */
export const kindOf = (/** @type {WebhookEvent} */ { type, message }) =>
  message?.type === undefined ? String(type) : `${type}.${message.type}`

export const isRedelivery = (/** @type {WebhookEvent} */ { deliveryContext }) =>
  deliveryContext?.isRedelivery === true

/** The id of the chat that an event belongs to. */
export const chatOf = (/** @type {WebhookEvent} */ { source }) =>
  source?.groupId ?? source?.roomId ?? source?.userId

/** Whether the simulator has stopped waiting for the bot's response to a webhook. */
export const isOver = (/** @type {Webhook} */ { ms }) => ms !== undefined

/** Whether the bot rejected a webhook because of its wrong signature. */
export const isRightlyRejected = (/** @type {Webhook} */ { signed, status = 0 }) =>
  signed !== undefined && status >= 400 && status < 500

const isWebhook = (/** @type {Exchange} */ exchange) => exchange.kind === 'webhook'
const isCall = (/** @type {Exchange} */ exchange) => exchange.kind === 'api'
/** All webhooks, oldest first. */
export const webhooks = cached(() => [...state.exchanges.values()].filter(isWebhook))
/** All calls, oldest first. */
export const calls = cached(() => [...state.exchanges.values()].filter(isCall))

const deliveriesByEvent = cached(() =>
  Map.groupBy(
    webhooks().flatMap((webhook) =>
      eventsOf(webhook).map(({ webhookEventId }) => ({ webhookEventId, webhook }))
    ),
    ({ webhookEventId }) => webhookEventId
  )
)

/** The webhooks that carried an event, oldest first. */
export const deliveriesOf = (/** @type {WebhookEvent} */ { webhookEventId }) =>
  (deliveriesByEvent().get(webhookEventId) ?? []).map(({ webhook }) => webhook)

const callsByReplyToken = cached(() => Map.groupBy(calls(), (call) => requestOf(call)?.replyToken))

/** The replies to an event that reached LINE, including rejected ones. */
const repliesTo = (/** @type {WebhookEvent} */ { replyToken }) =>
  replyToken === undefined ? [] : (callsByReplyToken().get(replyToken) ?? [])

/** Whether LINE accepted a reply to an event. */
export const isRepliedTo = (/** @type {WebhookEvent} */ event) =>
  repliesTo(event).some(({ status }) => status === 200)

/** How long after a webhook a call without ids can belong to it, in milliseconds. */
const LATEST_MS = 60_000
/** Times are rounded to milliseconds. */
const ROUNDING_MS = 2

/**
 * All webhooks, each with the calls that it caused, and the calls of unknown cause, oldest first.
 *
 * A reply has the reply token of its event. A call about a profile or a content, or a push, names the user, the group or
 * the message of an event. A call without ids, e.g. for an access token, belongs to the webhook that the bot was
 * handling at that time, if there was only one.
 */
export const groups = cached(() => {
  const byWebhook = webhooks().map((webhook) => ({
    id: webhook.id,
    webhook,
    calls: /** @type {Call[]} */ ([]),
    names: namesIn(webhook)
  }))
  /** @type {Group[]} */
  const alone = []
  for (const call of calls()) {
    const cause = causeOf(call, byWebhook)
    if (cause) cause.calls.push(call)
    else alone.push({ id: call.id, calls: [call] })
  }
  return [...byWebhook, ...alone].sort((a, b) => a.id - b.id)
})

/** The reply tokens and the other ids in a webhook. */
function namesIn(/** @type {Webhook} */ webhook) {
  const events = eventsOf(webhook)
  return {
    tokens: events.map(({ replyToken }) => replyToken),
    ids: events.flatMap((event) => [
      event.message?.id,
      event.source?.userId,
      chatOf(event),
      event.webhookEventId
    ])
  }
}

/**
 * @template {{ webhook: Webhook, names: ReturnType<typeof namesIn> }} Candidate
 * @param {Call} call
 * @param {Candidate[]} candidates
 */
function causeOf(call, candidates) {
  const startedAt = call.at - call.ms
  const before = candidates.filter(
    ({ webhook }) => webhook.id < call.id && webhook.at <= startedAt + ROUNDING_MS
  )
  const replyToken = requestOf(call)?.replyToken
  // A retry after a redelivery belongs to the redelivery.
  if (replyToken) return before.findLast(({ names }) => names.tokens.some((token) => token === replyToken))
  const recent = before.filter(({ webhook }) => startedAt - webhook.at < LATEST_MS)
  const ids = idsIn(call)
  if (ids.length > 0) return recent.findLast(({ names }) => names.ids.some((id) => ids.includes(id)))
  const open = recent.filter(({ webhook: { at, ms } }) => ms === undefined || at + ms >= startedAt)
  return open.length === 1 ? open[0] : undefined
}

/** The ids of users, groups, rooms and messages in the path and the body of a call. */
function idsIn(/** @type {Call} */ call) {
  const { to, chatId, userId, chat } = requestOf(call) ?? {}
  const named = [to, chatId, userId, objectOf(chat).userId].flat()
  return [...decodeURIComponent(call.path).split(/[/?&=]/), ...named].filter(
    (id) => typeof id === 'string' && /^([UCR][0-9a-f]{32}|\d{15,20})$/.test(id)
  )
}

/** How long to wait for a reply, because a bot can respond to the webhook before it replies; in milliseconds. */
const PATIENCE_MS = 2_500

/**
 * Whether the bot may still reply to an event of a webhook that failed: it waits for LINE, or it has had too little time
 * since the last attempt.
 *
 * @param {Webhook} webhook
 * @param {WebhookEvent} event
 */
export function mayStillReply({ at, ms = 0, reason, outcomes, delayedReplies }, event) {
  const { outcome } = outcomes?.[event.webhookEventId] ?? {}
  if (!event.replyToken || reason === 'could_not_connect' || lookUp(TONES, outcome) === 'bad') return false
  if (delayedReplies) return true
  const left = Math.max(at + ms, ...repliesTo(event).map((call) => call.at)) + PATIENCE_MS - Date.now()
  if (left > 0) changesIn(left)
  return left > 0
}

/** @type {Record<string, Tone>} */
const TONES = {
  replied: 'good',
  ignored: 'quiet',
  duplicate: 'quiet',
  stored: 'quiet',
  working: 'quiet',
  postponed: 'warn',
  unconfirmed: 'warn',
  rejected: 'bad',
  failed: 'bad'
}

/**
 * The outcome of an event in one of its deliveries: in the playground from the bot's own log, otherwise from the replies.
 *
 * @param {Webhook} webhook
 * @param {WebhookEvent} event
 * @returns {Outcome | undefined} undefined while it is unknown, and when the webhook itself failed
 */
export function outcomeOf(webhook, event) {
  const logged = webhook.outcomes?.[event.webhookEventId]
  if (logged) {
    const { outcome, reason, words } = logged
    return {
      label: reason ? `${outcome}: ${reason}` : outcome,
      tone: lookUp(TONES, outcome) ?? 'quiet',
      words
    }
  }
  const { id, at, ms, reason, signed } = webhook
  if (ms === undefined || reason || signed || !event.replyToken) return
  const replies = repliesTo(event).filter(({ status }) => status === 200)
  if (replies.some((reply) => reply.id > id)) return { label: 'replied', tone: 'good' }
  if (state.bot) return // its log will have the outcome
  if (replies.length > 0) return { label: 'not replied to again', tone: 'quiet' }
  const age = Date.now() - at - ms
  if (age >= PATIENCE_MS) return { label: 'no reply', tone: 'quiet' }
  changesIn(PATIENCE_MS - age)
}

/** The outcomes of all events of a webhook: each label once, with the number of its events. */
export function outcomesOf(/** @type {Webhook} */ webhook) {
  /** @type {Map<string, Outcome & { count: number }>} */
  const byLabel = new Map()
  for (const event of eventsOf(webhook)) {
    const outcome = outcomeOf(webhook, event)
    if (!outcome) continue
    const count = (byLabel.get(outcome.label)?.count ?? 0) + 1
    byLabel.set(outcome.label, { ...outcome, count })
  }
  return [...byLabel.values()]
}
