import { cached, state } from './store.js'

const parsedEvents = new WeakMap()
const parsedRequests = new WeakMap()

/** The events of a webhook. It is parsed once. */
export function eventsOf(webhook) {
  if (!parsedEvents.has(webhook)) {
    const events = parsed(webhook.body)?.events
    parsedEvents.set(webhook, Array.isArray(events) ? events.filter(isObject) : [])
  }
  return parsedEvents.get(webhook)
}

/** The JSON body of a call, or undefined. It is parsed once. */
export function requestOf(call) {
  if (!parsedRequests.has(call)) parsedRequests.set(call, parsed(call.request))
  return parsedRequests.get(call)
}

export function parsed(text) {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const isObject = (value) => typeof value === 'object' && value !== null

/** `message.text`, `follow`: what the bot's log calls the kind of an event. */
export const kindOf = ({ type, message }) =>
  message?.type === undefined ? String(type) : `${type}.${message.type}`

/** The id of the chat that an event belongs to. */
export const chatOf = ({ source }) => source?.groupId ?? source?.roomId ?? source?.userId

/** The ids of the chats that an exchange belongs to. */
export function chatsOf(exchange) {
  if (exchange.kind === 'webhook') return exchange.chats ?? []
  return exchange.chats ?? (exchange.chat ? [exchange.chat] : [])
}

export const webhooks = cached(() => ofKind('webhook'))
export const calls = cached(() => ofKind('api'))
const ofKind = (wanted) => [...state.exchanges.values()].filter(({ kind }) => kind === wanted)

/** For each event, by its id, the webhooks that brought it, oldest first. */
export const webhooksByEvent = cached(() =>
  grouped(
    webhooks().flatMap((webhook) => eventsOf(webhook).map(({ webhookEventId }) => [webhookEventId, webhook]))
  )
)

const callsByReplyToken = cached(() => grouped(calls().map((call) => [requestOf(call)?.replyToken, call])))

/** The calls that reply to an event, refused or not. */
export const repliesTo = ({ replyToken }) =>
  (replyToken === undefined ? undefined : callsByReplyToken().get(replyToken)) ?? []

/** @param {[key: unknown, value: unknown][]} pairs */
function grouped(pairs) {
  const groups = new Map()
  for (const [key, value] of pairs) {
    if (groups.has(key)) groups.get(key).push(value)
    else groups.set(key, [value])
  }
  return groups
}

/** For a call: whether LINE refused it, or did not answer. */
export const isRefused = ({ status }) => status === 'dropped' || status >= 400
/** For a webhook: whether its answer, or the lack of one, is known. */
export const isOver = ({ ms }) => ms !== undefined
