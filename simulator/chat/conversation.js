import { buttonsOf } from './buttons.js'
import { $, h, replaceChildren } from './dom.js'
import { messageContent } from './message-content.js'
import { changed, chatsOf, eventsOf, nameOf, state } from './simulator.js'

/** Shows another chat. */
export function openChat(id) {
  state.chat = id
  changed()
}

export function showConversation() {
  $('chat-name').textContent = state.people.bot.displayName ?? ''
  showChats()
  showMessages()
}

/** The first user and the group are always there; others once something happened in their chat. */
function showChats() {
  const { users, group, room } = state.people
  const used = new Set([...state.exchanges.values()].flatMap(chatsOf))
  const chats = [
    ...users.map(({ userId, displayName }, index) => [userId, displayName, index === 0]),
    [group.groupId, group.displayName, true],
    [room.roomId, room.displayName, false]
  ].filter(([id, , always]) => id && (always || used.has(id)))
  replaceChildren(
    $('chats'),
    chats.map(([id, name]) => {
      const attributes = { type: 'button', 'aria-pressed': String(id === state.chat), 'data-key': id }
      if (state.unread.has(id)) attributes.class = 'new'
      return h('button', { ...attributes, onclick: () => openChat(id) }, name)
    })
  )
}

function showMessages() {
  const list = $('messages')
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 60
  const webhooks = webhooksByEvent()
  const items = [...state.exchanges.values()].flatMap((exchange) => itemsOf(exchange, webhooks))
  list.replaceChildren(...(items.length > 0 ? items : [EMPTY]))
  if (atEnd) list.scrollTop = list.scrollHeight
}

const EMPTY = h('li', { class: 'empty' }, 'Say something: the bot answers here.')

/** What an exchange adds to the chat on show: the event when it is first sent, the messages of a reply. */
function itemsOf(exchange, webhooks) {
  if (exchange.kind === 'api') {
    if (exchange.chat !== state.chat) return []
    return exchange.messages.map((message) =>
      messageItem(state.people.bot.displayName, message, exchange.at, 'theirs')
    )
  }
  return eventsOf(exchange)
    .filter(
      ({ source, webhookEventId }) =>
        chatOf(source) === state.chat && webhooks.get(webhookEventId)[0] === exchange
    )
    .map((event) => eventItem(event, webhooks.get(event.webhookEventId)))
}

const chatOf = (source) => source?.groupId ?? source?.roomId ?? source?.userId

/** For each event, by its id, the webhooks that brought it. */
function webhooksByEvent() {
  const webhooks = new Map()
  for (const exchange of state.exchanges.values()) {
    if (exchange.kind !== 'webhook') continue
    for (const { webhookEventId } of eventsOf(exchange)) {
      webhooks.set(webhookEventId, [...(webhooks.get(webhookEventId) ?? []), exchange])
    }
  }
  return webhooks
}

function eventItem({ type, source, message, timestamp }, webhooks) {
  const name = nameOf(source?.userId)
  const mark = deliveryMark(webhooks)
  if (!message) return h('li', { class: 'event' }, `${name}: ${type} · `, mark)
  return messageItem(type === 'messageEdited' ? `${name} (edited)` : name, message, timestamp, 'mine', mark)
}

/** "Read" once the bot answered 2xx to one of an event's webhooks. */
function deliveryMark(webhooks) {
  const done = webhooks.filter(({ ms }) => ms !== undefined)
  if (done.some(({ reason }) => !reason)) return h('span', {}, 'Read')
  if (done.length < webhooks.length) return h('span', {}, '…')
  const { status, reason } = done.at(-1)
  return h('span', { class: 'bad' }, `Not taken: ${status ? `the bot answered ${status}` : reason}`)
}

function messageItem(sender, message, at, side, mark) {
  const time = new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })
  return h(
    'li',
    { class: `message ${side}` },
    h('span', { class: 'sender' }, sender),
    messageContent(message),
    side === 'theirs' ? buttonsOf(message) : '',
    h('span', { class: 'under' }, mark ?? '', mark ? ' · ' : '', time)
  )
}
