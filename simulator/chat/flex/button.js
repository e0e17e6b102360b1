import { html } from 'htm/preact'
import { labelOf } from '../actions/perform.js'
import { Tappable } from '../actions/tappable.js'
import { asObject } from '../messages/shape.js'
import { colour, styleOf } from './measure.js'
import { GRAVITY, placeOf } from './place.js'
import { useShrinkToFit } from './text.js'

const STYLES = new Set(['primary', 'secondary', 'link'])

/** @see https://developers.line.biz/en/reference/messaging-api/#button */
export function FlexButton({ component, where, parent }) {
  const { style = 'link', height = 'md', gravity, color, adjustMode } = component
  const action = asObject(component.action, `${where}/action`)
  const kind = STYLES.has(style) ? style : 'link'
  const label = useShrinkToFit(adjustMode === 'shrink-to-fit', component)
  const paint = colour(color)
  return html`
    <div class="fx-button-place" style=${{ ...placeOf(component, parent), justifyContent: GRAVITY[gravity] }}>
      <${Tappable} action=${action} className=${`fx-button fx-${kind} ${height === 'sm' ? 'sm' : ''}`}
        style=${styleOf({ color: kind === 'link' ? paint : undefined, backgroundColor: kind === 'link' ? undefined : paint })}>
        <span ref=${label}>${labelOf(action)}</span>
      <//>
    </div>`
}
