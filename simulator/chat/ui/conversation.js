import { html } from 'htm/preact'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { QuickReplies, quickReplyItems } from '../messages/quick-replies.js'
import { entriesOf } from '../state/conversation.js'
import { changesIn, state } from '../state/store.js'
import { Entry } from './entry.js'
import { Avatar } from './faces.js'
import { Icon } from './icons.js'

/** So many entries are drawn; older ones when they are asked for. */
const SHOWN = 200
/** In pixels from the end: who is so near wants to see what comes. */
const NEAR = 80

export function Conversation() {
  const list = useRef()
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
    const { current } = list
    const isOwn = newest?.isMine
    if (isAtEnd.current || isOwn) current.scrollTop = current.scrollHeight
    setHasNew(!isAtEnd.current && !isOwn && newest !== undefined)
  }, [state.chat, newest?.key, loading])
  useLayoutEffect(() => stayAtEnd(list.current, isAtEnd), [])

  function onScroll({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) {
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
        ${shown.map((entry, index) => html`<${Entry} key=${entry.key} entry=${entry} previous=${shown[index - 1]} />`)}
        ${entries.length === 0 && html`<${Empty} />`}
        ${loading && html`<${Loading} />`}
      </ol>
      ${
        hasNew &&
        html`<button type="button" class="jump" onClick=${() => (list.current.scrollTop = list.current.scrollHeight)}>
          <${Icon} name="down" size=${16} /> New messages
        </button>`
      }
    </div>
    <${Suggestions} entry=${newest} />`
}

/** What grows, a picture that has come or a window that is smaller, leaves the newest message in sight. */
function stayAtEnd(element, isAtEnd) {
  function stay() {
    if (isAtEnd.current) element.scrollTop = element.scrollHeight
  }
  const observer = new ResizeObserver(stay)
  observer.observe(element)
  element.addEventListener('load', stay, true)
  return () => observer.disconnect()
}

function Suggestions({ entry }) {
  if (!entry?.isBots) return ''
  try {
    const items = quickReplyItems(entry.message)
    return items.length > 0 ? html`<${QuickReplies} items=${items} />` : ''
  } catch {
    return '' // the message says what is wrong
  }
}

/** The loading animation ends with its time, or with the bot's next message. */
function isLoading(entries) {
  const { until, since } = state.loading[state.chat] ?? {}
  const left = (until ?? 0) - Date.now()
  if (!(left > 0)) return false
  changesIn(left)
  return !entries.some((entry) => entry.isBots && entry.at >= since)
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
    Say something: the bot answers here.
  </li>`
