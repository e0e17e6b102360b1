// The open chat: its messages and events, with the deliveries of each.

/** @import { TargetedEvent } from 'preact' */
/** @import { Entry, Webhook, WebhookEvent } from '../types.d.ts' */
import { html } from 'htm/preact'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { isLocal } from '../messages/media.js'
import { isWide, Message, QuickReplies, quickReplyItems } from '../messages/message.js'
import { entriesOf } from '../state/entries.js'
import {
  isOver,
  isRepliedTo,
  isRightlyRejected,
  kindOf,
  mayStillReply,
  outcomeOf
} from '../state/exchanges.js'
import { changesIn, nameOf, state } from '../state/store.js'
import { lookUp, objectOf } from '../state/unchecked.js'
import { Boundary, BrokenCard } from './boundary.js'
import { Avatar, Icon } from './drawings.js'

/** The number of entries that are drawn at first. */
const SHOWN = 200
/** A list scrolled to within this distance of its end, in pixels, follows new messages. */
const NEAR = 80

export function Conversation() {
  const list = useRef(/** @type {HTMLElement | null} */ (null))
  const isAtEnd = useRef(true)
  const [limit, setLimit] = useState(SHOWN)
  const [hasNew, setHasNew] = useState(false)
  const entries = entriesOf(state.chat)
  const shown = entries.slice(-limit)
  const newest = entries.at(-1)
  const loading = isLoading(entries)

  useLayoutEffect(() => {
    isAtEnd.current = true
  }, [state.chat])
  useLayoutEffect(() => {
    if (isAtEnd.current || newest?.isMine) toEnd()
    setHasNew(!isAtEnd.current && newest !== undefined && !newest.isMine)
  }, [state.chat, newest?.key, loading])
  useLayoutEffect(() => {
    const { current } = list
    if (!current) return
    // Keeps the newest message visible when an image has loaded or the window was resized.
    const stay = () => isAtEnd.current && toEnd()
    const observer = new ResizeObserver(stay)
    observer.observe(current)
    current.addEventListener('load', stay, true)
    return () => observer.disconnect()
  }, [])

  function toEnd() {
    list.current?.scrollTo(0, list.current.scrollHeight)
  }
  function onScroll(/** @type {TargetedEvent<HTMLElement>} */ { currentTarget }) {
    const { scrollTop, scrollHeight, clientHeight } = currentTarget
    isAtEnd.current = scrollHeight - scrollTop - clientHeight < NEAR
    if (isAtEnd.current) setHasNew(false)
  }
  return html`
    <div class="conversation">
      <ol id="messages" class="messages" ref=${list} onScroll=${onScroll} aria-live="polite" aria-label="Messages" tabindex="0">
        ${
          entries.length > limit &&
          html`<li class="event"><button type="button" onClick=${() => setLimit(limit + SHOWN)}>Show older messages</button></li>`
        }
        ${shown.map((entry, index) => html`<${EntryRow} key=${entry.key} entry=${entry} previous=${shown[index - 1]} />`)}
        ${entries.length === 0 && html`<${Empty} />`}
        ${loading && html`<${Loading} />`}
      </ol>
      ${hasNew && html`<button type="button" class="jump" onClick=${toEnd}><${Icon} name="down" size=${16} /> New messages</button>`}
    </div>
    <${Suggestions} entry=${newest} />`
}

/** The quick replies of the newest message. */
function Suggestions(/** @type {{ entry: Entry | undefined }} */ { entry }) {
  if (!entry?.isBots) return ''
  try {
    const items = quickReplyItems(entry.message)
    return items.length > 0 ? html`<${QuickReplies} items=${items} />` : ''
  } catch {
    return '' // the message shows the error
  }
}

/** The loading animation ends at its time, or with the bot's next message. */
function isLoading(/** @type {Entry[]} */ entries) {
  const loading = lookUp(state.loading, state.chat)
  if (!loading) return false
  const left = loading.until - Date.now()
  if (!(left > 0)) return false
  changesIn(left)
  return !entries.some(({ isBots, at }) => isBots && at >= loading.since)
}

const Loading = () => html`
  <li class="message theirs loading">
    <${Avatar} id=${state.people.bot.userId} size=${36} />
    <div class="stack"><div class="row-of-bubble"><div class="bubble dots" role="status" aria-label="The bot is about to answer"><i></i><i></i><i></i></div></div></div>
  </li>`

const Empty = () => html`
  <li class="empty">
    <${Avatar} id=${state.people.bot.userId} size=${72} />
    <strong>${state.people.bot.displayName}</strong>
    Send a message, and the bot replies here.
  </li>`

/** @typedef {{ entry: Entry, previous?: Entry }} EntryProps */

function EntryRow(/** @type {EntryProps} */ { entry, previous }) {
  const { type, at, message, event } = entry
  if (type === 'day') {
    const day = new Date(at).toLocaleDateString([], { weekday: 'short', day: 'numeric', month: 'short' })
    return html`<li class="day"><span>${day}</span></li>`
  }
  const subject = message ?? event
  return html`
    <${Boundary} subject=${subject} fallback=${(/** @type {Error} */ error) => html`
      <${Bubble} entry=${entry} previous=${previous}><${BrokenCard} error=${error} json=${subject} /><//>`}>
      ${event && type === 'event' ? html`<${EventPill} entry=${entry} event=${event} />` : html`<${Bubble} entry=${entry} previous=${previous}><${Message} message=${message} /><//>`}
    <//>`
}

/** The name of a message's sender. A bot can give a message another one. */
export function senderOf(/** @type {{ message?: unknown, by?: string | undefined }} */ { message, by }) {
  const { name } = objectOf(objectOf(message).sender)
  return typeof name === 'string' ? name : nameOf(by)
}

/** The picture of a message's sender. */
export function SenderPicture(/** @type {{ message: unknown, by: string | undefined }} */ { message, by }) {
  const { iconUrl } = objectOf(objectOf(message).sender)
  if (typeof iconUrl === 'string' && isLocal(iconUrl)) {
    return html`<img class="avatar" src=${iconUrl} alt="" width="36" height="36" />`
  }
  return html`<${Avatar} id=${by} size=${36} />`
}

/** Whether a message follows another of the same sender, so that name and picture are not repeated. */
const isFollowUp = (/** @type {EntryProps} */ { entry, previous }) =>
  previous?.type === 'message' &&
  previous.by === entry.by &&
  previous.isMine === entry.isMine &&
  senderOf(previous) === senderOf(entry)

function Bubble(/** @type {EntryProps & { children: unknown }} */ { entry, previous, children }) {
  const { isMine, by, at, message, event } = entry
  const isFirst = !isFollowUp({ entry, previous })
  const side = isMine ? 'mine' : 'theirs'
  const time = new Date(at)
  const isTime = !Number.isNaN(time.getTime())
  return html`
    <li class="message ${side} ${isFirst ? 'first' : ''} ${isWide(message) ? 'wide' : ''}">
      ${!isMine && html`<span class="beside">${isFirst && html`<${SenderPicture} message=${message} by=${by} />`}</span>`}
      <div class="stack">
        ${!isMine && isFirst && html`<span class="sender">${senderOf(entry)}</span>`}
        <div class="row-of-bubble">
          <div class="content">${children}</div>
          <span class="under">
            ${event && kindOf(event) === 'messageEdited.text' && html`<span>Edited</span>`}
            <${DeliveryMark} entry=${entry} />
            <time datetime=${isTime ? time.toISOString() : undefined}>${time.toLocaleTimeString([], { hour: 'numeric', minute: '2-digit' })}</time>
          </span>
        </div>
      </div>
    </li>`
}

/** By kind of event. The name of the user goes before the words that start in lower case. */
const EVENTS = {
  follow: 'added the bot as a friend',
  unfollow: 'blocked the bot',
  join: 'The bot joined',
  leave: 'The bot left',
  memberJoined: 'Somebody joined',
  memberLeft: 'Somebody left',
  postback: 'pressed a button',
  beacon: 'came near a beacon',
  unsend: 'unsent a message',
  accountLink: 'linked an account',
  videoPlayComplete: 'watched a video to its end'
}

/** An event without a message. */
function EventPill(/** @type {{ entry: Entry, event: WebhookEvent }} */ { entry, event }) {
  const kind = kindOf(event)
  const words = lookUp(EVENTS, kind) ?? kind
  const isSentence = /^[A-Z]/.test(words)
  const { data, params } = objectOf(event.postback)
  return html`
    <li class="event">
      <span class="event-pill">
        <span>
          ${entry.by === undefined || isSentence ? '' : `${nameOf(entry.by)} `}${words}
          ${typeof data === 'string' && html`<code>${[data, ...Object.values(objectOf(params))].join(' ')}</code>`}
        </span>
        <${DeliveryMark} entry=${entry} />
      </span>
    </li>`
}

/**
 * "Read" when the bot responded 2xx to one of an event's webhooks, otherwise the failure; for a bot that did not reply,
 * the reason.
 */
function DeliveryMark(/** @type {{ entry: Entry }} */ { entry: { event, deliveries = [] } }) {
  const done = deliveries.filter(isOver)
  const last = deliveries.at(-1)
  if (!event || !last) return ''
  if (done.some(({ reason }) => !reason)) {
    return html`
      <span>Read</span>
      ${deliveries.length > 1 && last.attempt > 1 && html`<span class="note">after redelivery</span>`}
      <${NotReplied} event=${event} deliveries=${deliveries} />`
  }
  if (done.length < deliveries.length) return html`<span aria-label="on its way">…</span>`
  if (isRightlyRejected(last)) {
    return html`<span class="note" title="The signature was invalid, and the bot rejected it">Correctly rejected</span>`
  }
  if (isRepliedTo(event)) {
    return html`<span class="note">Replied despite ${last.status ? `status ${last.status}` : last.reason}</span>`
  }
  if (mayStillReply(last, event)) {
    return html`<span class="note">Waiting for a reply (${last.status ? `status ${last.status}` : last.reason})</span>`
  }
  return html`<span class="bad">Failed: ${last.status ? `the bot responded ${last.status}` : last.reason}</span>`
}

function NotReplied(/** @type {{ event: WebhookEvent, deliveries: Webhook[] }} */ { event, deliveries }) {
  const outcomes = deliveries.flatMap((webhook) => outcomeOf(webhook, event) ?? [])
  if (outcomes.some(({ label }) => label === 'replied' || label === 'stored')) return ''
  const found = outcomes.findLast(({ label }) =>
    /^(ignored|no reply|rejected|failed|unconfirmed|postponed)/.test(label)
  )
  if (!found) return ''
  const { label, tone, words } = found
  const text = NOT_REPLIED[label]?.(kindOf(event)) ?? label.charAt(0).toUpperCase() + label.slice(1)
  return html`<span class=${tone === 'bad' ? 'note bad' : 'note'} title=${words}>${text}</span>`
}

/** By outcome, its meaning and, for the bot that the playground starts, the remedy. @type {Record<string, (kind: string) => string>} */
const NOT_REPLIED = {
  'no reply': () => 'No reply from the bot',
  'ignored: unsupported': (kind) =>
    state.bot
      ? `Ignored: add '${kind}' to src/handlers/handlers.ts`
      : `Ignored: the bot does not handle ${kind}`
}
