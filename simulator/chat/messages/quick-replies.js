import { html } from 'htm/preact'
import { Tappable } from '../actions/tappable.js'
import { Icon } from '../ui/icons.js'
import { isLocal } from './picture.js'
import { asList, asObject, asText, ifThere } from './shape.js'

/** The quick replies of a message: `{action, imageUrl?}` each. */
export function quickReplyItems(message) {
  const quickReply = ifThere(asObject, message.quickReply, 'quickReply')
  if (!quickReply) return []
  return asList(quickReply.items, 'quickReply.items').map((item, index) => {
    const where = `quickReply.items[${index}]`
    const { action, imageUrl } = asObject(item, where)
    asText(asObject(action, `${where}.action`).type, `${where}.action.type`)
    return { action, imageUrl }
  })
}

const ICONS = {
  camera: 'camera',
  cameraRoll: 'image',
  location: 'location',
  datetimepicker: 'calendar',
  clipboard: 'copy'
}

/** The pills above the composer: those of the newest message, until something else is said. */
export const QuickReplies = ({ items }) => html`
  <div class="quick-replies" role="group" aria-label="Quick replies">
    ${items.map(
      ({ action, imageUrl }) => html`
        <${Tappable} action=${action} className="pill">
          ${
            typeof imageUrl === 'string' && isLocal(imageUrl)
              ? html`<img src=${imageUrl} alt="" width="20" height="20" />`
              : ICONS[action.type] && html`<${Icon} name=${ICONS[action.type]} size=${18} />`
          }
          ${action.label}
        <//>`
    )}
  </div>`
