import { html } from 'htm/preact'
import { isWide, Message } from '../messages/message.js'
import { nameOf } from '../state/people.js'
import { Boundary, BrokenCard } from './boundary.js'
import { DeliveryMark } from './delivery-mark.js'
import { nameAt, SenderPicture } from './sender.js'

const timeOf = (at) => new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })
const dayOf = (at) =>
  new Date(at).toLocaleDateString([], { weekday: 'short', day: 'numeric', month: 'short' })

/** One thing that happened in a chat. */
export function Entry({ entry, previous }) {
  if (entry.type === 'day') return html`<li class="day"><span>${dayOf(entry.at)}</span></li>`
  const subject = entry.message ?? entry.event
  return html`
    <${Boundary} subject=${subject} fallback=${(error) => html`
      <${Bubble} entry=${entry} previous=${previous}><${BrokenCard} error=${error} json=${subject} /><//>`}>
      ${entry.type === 'event' ? html`<${Happening} entry=${entry} />` : html`<${Bubble} entry=${entry} previous=${previous}><${Message} message=${entry.message} /><//>`}
    <//>`
}

/** A person's picture and name are beside the first of their messages in a row. */
const isFollowUp = (entry, previous) =>
  previous?.type === 'message' &&
  previous.by === entry.by &&
  previous.isMine === entry.isMine &&
  nameAt(previous) === nameAt(entry)

function Bubble({ entry, previous, children }) {
  const { isMine, message, kind, deliveries } = entry
  const isFirst = !isFollowUp(entry, previous)
  const side = isMine ? 'mine' : 'theirs'
  return html`
    <li class="message ${side} ${isFirst ? 'first' : ''} ${isWide(message) ? 'wide' : ''}">
      ${!isMine && html`<span class="beside">${isFirst && html`<${SenderPicture} message=${message} by=${entry.by} />`}</span>`}
      <div class="stack">
        ${!isMine && isFirst && html`<span class="sender">${nameAt(entry)}</span>`}
        <div class="row-of-bubble">
          <div class="content">${children}</div>
          <span class="under">
            ${kind === 'messageEdited.text' && html`<span>Edited</span>`}
            ${deliveries && html`<${DeliveryMark} entry=${entry} />`}
            <time datetime=${isoOf(entry.at)}>${timeOf(entry.at)}</time>
          </span>
        </div>
      </div>
    </li>`
}

const isoOf = (at) => (Number.isFinite(at) && Math.abs(at) < 8.64e15 ? new Date(at).toISOString() : undefined)

const WORDS = {
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
const WITHOUT_NAME = new Set(['join', 'leave', 'memberJoined', 'memberLeft'])

/** What somebody did, where they said nothing. */
function Happening({ entry: { by, kind, event, deliveries }, entry }) {
  const who = by === undefined || WITHOUT_NAME.has(kind) ? '' : `${nameOf(by)} `
  return html`
    <li class="event">
      <span class="event-pill">
        <span>${who}${WORDS[kind] ?? kind}${typeof event.postback?.data === 'string' ? html`<code>${detailOf(event.postback)}</code>` : ''}</span>
        ${deliveries && html`<${DeliveryMark} entry=${entry} />`}
      </span>
    </li>`
}

const detailOf = ({ data, params }) =>
  params && typeof params === 'object' ? `${data} ${Object.values(params).join(' ')}` : data
