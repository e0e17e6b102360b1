import { html } from 'htm/preact'
import { Cover } from '../actions/tappable.js'
import { Picture } from '../messages/picture.js'
import { openRichMenu } from '../state/composing.js'
import { state } from '../state/store.js'
import { Icon } from './icons.js'

/** The menu below the composer that the bot gave to the user of this chat. */
export function RichMenu() {
  const menu = state.richMenus[state.chat]
  if (!menu) return ''
  const isOpen = state.isRichMenuOpen ?? menu.selected ?? false
  const { size, areas, chatBarText, richMenuId, imageUrl } = menu
  const { width, height } = size
  const share = (part, whole) => `${(100 * part) / whole}%`
  return html`
    <div class="rich-menu">
      <button type="button" class="rich-menu-bar" aria-expanded=${String(isOpen)} aria-controls="rich-menu" onClick=${() => openRichMenu(!isOpen)}>
        <${Icon} name=${isOpen ? 'down' : 'up'} size=${15} /> ${chatBarText}
      </button>
      <div id="rich-menu" class="rich-menu-picture" hidden=${!isOpen} style=${{ aspectRatio: `${width} / ${height}` }}>
        <${Picture} key=${richMenuId} url=${new URL(imageUrl, location.href).href} alt=${chatBarText} fit="fill" />
        ${areas.map(
          ({ bounds, action }) => html`
            <div class="area" style=${{
              left: share(bounds.x, width),
              top: share(bounds.y, height),
              width: share(bounds.width, width),
              height: share(bounds.height, height)
            }}><${Cover} action=${action} /></div>`
        )}
      </div>
    </div>`
}
