import { calls, chatOf, eventsOf, isOver, requestOf, webhooks } from './events.js'
import { cached } from './store.js'

/** A call that names nothing of a webhook is taken for its consequence for so long, in milliseconds. */
const LATEST_MS = 60_000
/** Times are whole milliseconds. */
const ROUNDING_MS = 2

/**
 * Every webhook with the calls that it caused, oldest first; calls of no known cause stand alone.
 *
 * A reply names its reply token. A profile, a picture, a push names the user, the group or the message that an event
 * brought. What names nothing, such as a new access token, belongs to the one webhook that was open at that time.
 *
 * @returns {{id: string, at: number, webhook?: object, calls: object[]}[]}
 */
export const groups = cached(() => {
  const byWebhook = webhooks().map((webhook) => ({
    id: `w${webhook.id}`,
    at: webhook.at,
    webhook,
    calls: [],
    names: namesIn(webhook)
  }))
  const alone = []
  for (const call of calls()) {
    const cause = causeOf(call, byWebhook)
    if (cause) cause.calls.push(call)
    else alone.push({ id: `a${call.id}`, at: call.at, calls: [call] })
  }
  return [...byWebhook, ...alone].sort((a, b) => orderOf(a) - orderOf(b))
})

const orderOf = ({ webhook, calls: [first] }) => (webhook ?? first).id

function namesIn(webhook) {
  const tokens = []
  const things = []
  for (const event of eventsOf(webhook)) {
    if (event.replyToken) tokens.push(event.replyToken)
    things.push(event.message?.id, event.source?.userId, chatOf(event), event.webhookEventId)
  }
  return { tokens, things: things.filter((id) => typeof id === 'string' && id !== '') }
}

function causeOf(call, candidates) {
  const startedAt = call.at - (call.ms ?? 0)
  const before = candidates.filter(
    ({ webhook }) => webhook.id < call.id && webhook.at <= startedAt + ROUNDING_MS
  )
  const body = requestOf(call)
  // A reply belongs to the delivery that was the latest when it was made, so that tries after a redelivery are there.
  if (body?.replyToken) return before.findLast(({ names }) => names.tokens.includes(body.replyToken))
  const recent = before.filter(({ webhook }) => startedAt - webhook.at < LATEST_MS)
  const ids = idsIn(call, body)
  if (ids.length > 0) {
    return recent.findLast(({ names }) => names.things.some((thing) => ids.includes(thing)))
  }
  const open = recent.filter(({ webhook }) => !isOver(webhook) || webhook.at + webhook.ms >= startedAt)
  return open.length === 1 ? open[0] : undefined
}

/** The ids that a call names: in its path, as the one it is for. */
function idsIn({ path }, body) {
  const named = [body?.to, body?.chatId, body?.userId, body?.chat?.userId].flat()
  return [...decodeURIComponent(path).split(/[/?&=]/), ...named].filter(
    (id) => typeof id === 'string' && /^([UCR][0-9a-f]{32}|\d{15,20})$/.test(id)
  )
}
