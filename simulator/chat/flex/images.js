import { html } from 'htm/preact'
import { Cover, Tappable } from '../actions/tappable.js'
import { Poster } from '../messages/cards.js'
import { isLocal, Picture } from '../messages/picture.js'
import { asObject, asText } from '../messages/shape.js'
import { colour, fontSize, imageSize, ratio, styleOf } from './measure.js'
import { ALIGN, GRAVITY, placeOf } from './place.js'

/** @see https://developers.line.biz/en/reference/messaging-api/#f-image */
export function FlexImage({ component, where, parent }) {
  const { align = 'center', gravity, size, aspectRatio, aspectMode, backgroundColor, action } = component
  const style = {
    ...placeOf(component, parent),
    alignItems: ALIGN[align],
    justifyContent: GRAVITY[gravity]
  }
  const frame = styleOf({
    width: imageSize(size) ?? imageSize('md'),
    aspectRatio: ratio(aspectRatio),
    backgroundColor: colour(backgroundColor)
  })
  return html`
    <div class="fx-image" style=${style}>
      <div class="fx-frame" style=${frame}>
        <${Picture} url=${asText(component.url, `${where}/url`)} fit=${aspectMode === 'cover' ? 'cover' : 'contain'} />
        ${action !== undefined && html`<${Cover} action=${asObject(action, `${where}/action`)} />`}
      </div>
    </div>`
}

/** An icon stands on the line of the text. @see https://developers.line.biz/en/reference/messaging-api/#icon */
export function FlexIcon({ component, where, parent }) {
  const url = asText(component.url, `${where}/url`)
  const style = {
    ...placeOf(component, parent, 0),
    width: fontSize(component.size) ?? fontSize('md'),
    aspectRatio: ratio(component.aspectRatio)
  }
  if (isLocal(url)) return html`<img class="fx-icon" src=${url} alt="" style=${style} />`
  return html`
    <svg class="fx-icon" viewBox="0 0 20 20" style=${style} role="img" aria-label=${url}><title>${url}</title>
      <rect x="1" y="1" width="18" height="18" rx="5" fill="#d8dee6" /><path d="M5 14l3.5-4.5 2.5 3 2-2.5 2.5 4z" fill="#8b97a6" /><circle cx="7" cy="6.5" r="1.5" fill="#8b97a6" />
    </svg>`
}

/** A video of a hero, as its poster. @see https://developers.line.biz/en/reference/messaging-api/#f-video */
export function FlexVideo({ component, where }) {
  const { action } = component
  const style = { aspectRatio: ratio(component.aspectRatio), width: '100%' }
  return html`
    <div class="fx-video">
      <${Poster} url=${asText(component.url, `${where}/url`)} previewUrl=${asText(component.previewUrl, `${where}/previewUrl`)} style=${style} fit="cover" />
      ${action !== undefined && html`<${Tappable} action=${asObject(action, `${where}/action`)} className="fx-video-action" />`}
    </div>`
}
