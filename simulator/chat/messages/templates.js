// Messages with buttons on them: templates and imagemaps.

/** @import { VNode } from 'preact' */
/** @import { Unchecked } from '../types.d.ts' */
import { html } from 'htm/preact'
import { useRef } from 'preact/hooks'
import { asList, asObject, asText, ifThere, lookUp } from '../state/unchecked.js'
import { Icon } from '../ui/drawings.js'
import { Cover, Tappable } from './actions.js'
import { Picture, Video } from './media.js'

/** @typedef {{ template: Unchecked }} Props */

/** @type {Record<string, (props: Props) => VNode>} */
const TEMPLATES = { buttons: Buttons, confirm: Confirm, carousel: Columns, image_carousel: Pictures }

/** @see https://developers.line.biz/en/docs/messaging-api/message-types/#template-messages */
export function TemplateMessage(/** @type {{ message: Unchecked }} */ { message }) {
  const template = asObject(message.template, 'template')
  const type = asText(template.type, 'template.type')
  const Template = lookUp(TEMPLATES, type)
  if (!Template) throw new Error(`LINE has no template ${type}`)
  return html`<${Template} template=${template} />`
}

function Buttons(/** @type {Props} */ { template }) {
  const { imageAspectRatio, imageSize } = template
  return html`<${Card} part=${template} where="template" aspectRatio=${imageAspectRatio} size=${imageSize} />`
}

function Confirm(/** @type {Props} */ { template }) {
  return html`
    <article class="template confirm">
      <p class="template-text">${asText(template.text, 'template.text')}</p>
      <${ActionRows} part=${template} where="template" />
    </article>`
}

function Columns(/** @type {Props} */ { template }) {
  const { columns, imageAspectRatio, imageSize } = template
  return html`
    <${Carousel} label="Carousel">
      ${objectsIn(columns, 'template.columns').map(
        (column, index) =>
          html`<${Card} part=${column} where=${`template.columns[${index}]`} aspectRatio=${imageAspectRatio} size=${imageSize} />`
      )}
    <//>`
}

function Pictures(/** @type {Props} */ { template }) {
  return html`
    <${Carousel} label="Image carousel">
      ${objectsIn(template.columns, 'template.columns').map((column, index) => {
        const where = `template.columns[${index}]`
        const action = asObject(column.action, `${where}.action`)
        return html`
          <article class="template image-column">
            <${Picture} url=${asText(column.imageUrl, `${where}.imageUrl`)} />
            ${typeof action.label === 'string' && html`<span class="image-label" aria-hidden="true">${action.label}</span>`}
            <${Cover} action=${action} />
          </article>`
      })}
    <//>`
}

/**
 * Picture, title, text and buttons: a buttons template, and each column of a carousel.
 *
 * @param {{ part: Unchecked, where: string, aspectRatio?: unknown, size?: unknown }} props
 */
function Card({ part, where, aspectRatio, size }) {
  const { thumbnailImageUrl, imageBackgroundColor, defaultAction } = part
  const title = ifThere(asText, part.title, `${where}.title`)
  const style = {
    aspectRatio: aspectRatio === 'square' ? '1' : '1.51',
    ...(typeof imageBackgroundColor === 'string' && { backgroundColor: imageBackgroundColor })
  }
  return html`
    <article class="template">
      <div class="template-body">
        ${
          thumbnailImageUrl !== undefined &&
          html`<${Picture} url=${asText(thumbnailImageUrl, `${where}.thumbnailImageUrl`)} style=${style} fit=${size} />`
        }
        ${title !== undefined && html`<strong class="template-title">${title}</strong>`}
        <p class="template-text">${asText(part.text, `${where}.text`)}</p>
        ${defaultAction !== undefined && html`<${Cover} action=${asObject(defaultAction, `${where}.defaultAction`)} />`}
      </div>
      <${ActionRows} part=${part} where=${where} />
    </article>`
}

const ActionRows = (/** @type {{ part: Unchecked, where: string }} */ { part, where }) => html`
  <div class="actions">
    ${objectsIn(part.actions, `${where}.actions`).map((action) => html`<${Tappable} action=${action} className="action" />`)}
  </div>`

/**
 * @param {unknown} list
 * @param {string} where
 */
const objectsIn = (list, where) =>
  asList(list, where).map((item, index) => asObject(item, `${where}[${index}]`))

/** Cards in a row, which scroll or move with two buttons. Also for the bubbles of a Flex Message.
 *
 * @param {{ label: string, children: unknown }} props
 */
export function Carousel({ label, children }) {
  const track = useRef(/** @type {HTMLElement | null} */ (null))
  function move(/** @type {1 | -1} */ direction) {
    const { current } = track
    current?.scrollBy({ left: direction * current.clientWidth * 0.8, behavior: 'smooth' })
  }
  return html`
    <div class="carousel">
      <div class="track" ref=${track} tabindex="0" role="group" aria-label=${label}>${children}</div>
      <button type="button" class="move back" aria-label="Back" onClick=${() => move(-1)}><${Icon} name="chevron" /></button>
      <button type="button" class="move on" aria-label="On" onClick=${() => move(1)}><${Icon} name="chevron" /></button>
    </div>`
}

/** A picture with areas that are buttons. @see https://developers.line.biz/en/docs/messaging-api/message-types/#imagemap-messages */
export function Imagemap(/** @type {{ message: Unchecked }} */ { message }) {
  const { baseSize, baseUrl, altText, actions } = message
  const size = asObject(baseSize, 'baseSize')
  if (!(Number(size.width) > 0 && Number(size.height) > 0)) throw new Error('baseSize is no size')
  const video = ifThere(asObject, message.video, 'video')
  return html`
    <div class="imagemap" style=${{ aspectRatio: `${size.width} / ${size.height}` }}>
      <${Picture} url=${`${asText(baseUrl, 'baseUrl')}/1040`} alt=${typeof altText === 'string' ? altText : ''} fit="fill" />
      ${
        video &&
        html`<${Area} bounds=${asObject(video.area, 'video.area')} size=${size}>
          <${Video} url=${asText(video.originalContentUrl, 'video.originalContentUrl')} previewUrl=${asText(video.previewImageUrl, 'video.previewImageUrl')} />
        <//>`
      }
      ${objectsIn(actions, 'actions').map(
        (action, index) => html`
          <${Area} bounds=${asObject(action.area, `actions[${index}].area`)} size=${size}>
            <${Cover} action=${{ ...action, uri: action.linkUri }} />
          <//>`
      )}
    </div>`
}

/**
 * The place of something on a picture whose `size` the bot gave. Also for the areas of a rich menu.
 *
 * @param {{ bounds: Unchecked, size: Unchecked, children: unknown }} props
 */
export function Area({ bounds: { x, y, width, height }, size, children }) {
  const share = (/** @type {unknown} */ part, /** @type {unknown} */ whole) =>
    `${(100 * Number(part)) / Number(whole)}%`
  const style = {
    left: share(x, size.width),
    top: share(y, size.height),
    width: share(width, size.width),
    height: share(height, size.height)
  }
  return html`<div class="area" style=${style}>${children}</div>`
}
