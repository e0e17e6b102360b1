import { html } from 'htm/preact'
import { asList, asObject, asText } from '../messages/shape.js'
import { Carousel } from '../ui/carousel.js'
import { FlexBubble } from './bubble.js'

/** @see https://developers.line.biz/en/reference/messaging-api/#flex-message */
export function FlexMessage({ message }) {
  const container = asObject(message.contents, 'contents')
  const type = asText(container.type, '/type')
  if (type === 'bubble') return html`<${FlexBubble} bubble=${container} where="" />`
  if (type !== 'carousel') throw new Error(`Flex has no container ${type}`)
  return html`
    <${Carousel} label=${typeof message.altText === 'string' ? message.altText : 'Carousel'}>
      ${asList(container.contents, '/contents').map(
        (bubble, index) => html`<${FlexBubble} bubble=${bubble} where=${`/contents/${index}`} />`
      )}
    <//>`
}
