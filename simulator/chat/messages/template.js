import { html } from 'htm/preact'
import { Cover, Tappable } from '../actions/tappable.js'
import { Carousel } from '../ui/carousel.js'
import { Picture } from './picture.js'
import { asList, asObject, asText, ifThere } from './shape.js'

const DRAWN = { buttons: Buttons, confirm: Confirm, carousel: Columns, image_carousel: Pictures }

/** @see https://developers.line.biz/en/docs/messaging-api/message-types/#template-messages */
export function TemplateMessage({ message }) {
  const template = asObject(message.template, 'template')
  const type = asText(template.type, 'template.type')
  if (!Object.hasOwn(DRAWN, type)) throw new Error(`LINE has no template ${type}`)
  return html`<${DRAWN[type]} template=${template} />`
}

const actionsOf = ({ actions }, where) =>
  asList(actions, `${where}.actions`).map((action, index) => asObject(action, `${where}.actions[${index}]`))

const ActionRows = ({ actions }) =>
  html`<div class="actions">${actions.map((action) => html`<${Tappable} action=${action} className="action" />`)}</div>`

/** Picture, title, text and buttons: a buttons template, and each column of a carousel. */
function Card({ part, where, aspectRatio = 'rectangle', size = 'cover' }) {
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
      <${ActionRows} actions=${actionsOf(part, where)} />
    </article>`
}

function Buttons({ template }) {
  const { imageAspectRatio, imageSize } = template
  return html`<${Card} part=${template} where="template" aspectRatio=${imageAspectRatio} size=${imageSize} />`
}

function Confirm({ template }) {
  return html`
    <article class="template confirm">
      <p class="template-text">${asText(template.text, 'template.text')}</p>
      <${ActionRows} actions=${actionsOf(template, 'template')} />
    </article>`
}

const columnsOf = ({ columns }) =>
  asList(columns, 'template.columns').map((column, index) => asObject(column, `template.columns[${index}]`))

function Columns({ template }) {
  const { imageAspectRatio, imageSize } = template
  return html`
    <${Carousel} label="Carousel">
      ${columnsOf(template).map(
        (column, index) =>
          html`<${Card} part=${column} where=${`template.columns[${index}]`} aspectRatio=${imageAspectRatio} size=${imageSize} />`
      )}
    <//>`
}

function Pictures({ template }) {
  return html`
    <${Carousel} label="Image carousel">
      ${columnsOf(template).map((column, index) => {
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
