import { html } from 'htm/preact'
import { Cover } from '../actions/tappable.js'
import { Poster } from './cards.js'
import { Picture } from './picture.js'
import { asList, asObject, asText } from './shape.js'

/** A picture with areas that can be pressed. @see https://developers.line.biz/en/docs/messaging-api/message-types/#imagemap-messages */
export function Imagemap({ message }) {
  const size = asObject(message.baseSize, 'baseSize')
  const [width, height] = [Number(size.width), Number(size.height)]
  if (!(width > 0 && height > 0)) throw new Error('baseSize is no size')
  const url = `${asText(message.baseUrl, 'baseUrl')}/1040`
  const { video } = message
  return html`
    <div class="imagemap" style=${{ aspectRatio: `${width} / ${height}` }}>
      <${Picture} url=${url} alt=${typeof message.altText === 'string' ? message.altText : ''} fit="fill" />
      ${
        video !== undefined &&
        html`<div class="area" style=${placeOf(asObject(video, 'video').area, 'video.area', width, height)}>
          <${Poster} url=${asText(video.originalContentUrl, 'video.originalContentUrl')} previewUrl=${asText(video.previewImageUrl, 'video.previewImageUrl')} />
        </div>`
      }
      ${asList(message.actions, 'actions').map((action, index) => {
        const where = `actions[${index}]`
        return html`
          <div class="area" style=${placeOf(asObject(action, where).area, `${where}.area`, width, height)}>
            <${Cover} action=${asImagemapAction(action)} />
          </div>`
      })}
    </div>`
}

/** An imagemap's link has another name. */
const asImagemapAction = ({ linkUri, ...action }) => ({
  ...action,
  ...(linkUri !== undefined && { uri: linkUri })
})

function placeOf(area, where, width, height) {
  const { x, y, width: w, height: h } = asObject(area, where)
  const share = (part, whole) => `${(100 * Number(part)) / whole}%`
  return { left: share(x, width), top: share(y, height), width: share(w, width), height: share(h, height) }
}
