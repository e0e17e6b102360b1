/** @import { Unchecked } from '../types.d.ts' */
import { html } from 'htm/preact'
import { labelOf } from '../messages/actions.js'
import { Area } from '../messages/templates.js'
import { asList, asObject, asText, ifThere } from '../state/unchecked.js'
import { Boundary, BrokenCard } from '../ui/boundary.js'

/** The areas of a rich menu, with the labels of their actions. A rich menu object has no image. */
export const RichMenuSample = (/** @type {{ richMenu: Unchecked }} */ { richMenu }) => html`
  <${Boundary} subject=${richMenu} fallback=${(/** @type {Error} */ error) => html`<${BrokenCard} title="Not a rich menu" error=${error} json=${richMenu} />`}>
    <${Menu} richMenu=${richMenu} />
  <//>`

function Menu(/** @type {{ richMenu: Unchecked }} */ { richMenu: { size, areas, chatBarText } }) {
  const { width, height } = asObject(size, 'size')
  if (!(Number(width) > 0 && Number(height) > 0)) throw new Error('size has no width and height')
  return html`
    <div class="menu-sample">
      <p>${ifThere(asText, chatBarText, 'chatBarText') ?? 'Menu'}</p>
      <div class="menu-areas" style=${{ aspectRatio: `${width} / ${height}` }}>
        ${asList(areas ?? [], 'areas').map((area, index) => {
          const { bounds, action } = asObject(area, `areas[${index}]`)
          return html`
            <${Area} bounds=${asObject(bounds, `areas[${index}].bounds`)} size=${{ width, height }}>
              <span>${labelOf(asObject(action, `areas[${index}].action`))}</span>
            <//>`
        })}
      </div>
    </div>`
}
