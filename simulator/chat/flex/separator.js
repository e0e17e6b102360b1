import { html } from 'htm/preact'
import { colour, space, styleOf } from './measure.js'
import { placeOf } from './place.js'

/** A line across its box. @see https://developers.line.biz/en/reference/messaging-api/#separator */
export function Separator({ component, parent }) {
  const isVertical = parent.layout === 'vertical'
  const style = styleOf({
    ...placeOf(component, parent, 0),
    backgroundColor: colour(component.color),
    [isVertical ? 'height' : 'width']: '1px'
  })
  return html`<div class="fx-separator" style=${style} role="separator"></div>`
}

/** Fills what is left. LINE advises against it, and bots still send it, as they do `spacer`. */
export function Filler({ component, parent }) {
  if (component.type === 'spacer') {
    const size = space(component.size) ?? space('md')
    return html`<div style=${parent.layout === 'vertical' ? { height: size } : { width: size }}></div>`
  }
  return html`<div style=${placeOf({ flex: component.flex ?? 1 }, { ...parent, isFirst: true })}></div>`
}
