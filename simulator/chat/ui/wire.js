import { html } from 'htm/preact'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { groups } from '../state/causes.js'
import { eventsOf, kindOf } from '../state/events.js'
import { Icon } from './icons.js'
import { WireGroup } from './wire-group.js'

/** So many groups are drawn; older ones when they are asked for. */
const SHOWN = 150

/** The webhooks with the calls they caused, newest first. */
export function Wire() {
  const list = useRef()
  const seen = useRef(0)
  const [limit, setLimit] = useState(SHOWN)
  const [isScrolled, setScrolled] = useState(false)
  const all = groups()
  const newest = all.at(-1)
  const fresh = all.filter(({ id }) => Number(id.slice(1)) > seen.current)

  useLayoutEffect(() => {
    if (!isScrolled) seen.current = Math.max(0, ...all.map(({ id }) => Number(id.slice(1))))
  }, [isScrolled, newest?.id, all.length])

  return html`
    <div class="wire">
      ${isScrolled && fresh.length > 0 && html`<${News} fresh=${fresh} onClick=${() => (list.current.scrollTop = 0)} />`}
      <ol id="exchanges" ref=${list} tabindex="0" aria-label="Exchanges, newest first"
        onScroll=${({ currentTarget }) => setScrolled(currentTarget.scrollTop > 24)}>
        ${all
          .slice(-limit)
          .reverse()
          .map((group) => html`<${WireGroup} key=${group.id} group=${group} />`)}
        ${all.length > limit && html`<li class="older"><button type="button" onClick=${() => setLimit(limit + SHOWN)}>Show older exchanges</button></li>`}
        ${all.length === 0 && html`<li class="nothing">Nothing yet: send a message, or press Verify.</li>`}
      </ol>
    </div>`
}

/** What has come while the list is scrolled: a redelivery above all. */
function News({ fresh, onClick }) {
  const redelivery = fresh.findLast(({ webhook }) => webhook && eventsOf(webhook).some(isRedelivery))
  const { webhook } = redelivery ?? {}
  const words = webhook ? `Redelivered: ${eventsOf(webhook).map(kindOf).join(', ')}` : `${fresh.length} new`
  return html`
    <div class="news" role="status">
      <button type="button" onClick=${onClick}><${Icon} name=${webhook ? 'again' : 'up'} size=${16} /> ${words}</button>
    </div>`
}

export const isRedelivery = ({ deliveryContext }) => deliveryContext?.isRedelivery === true
