import { html } from 'htm/preact'
import { Cover } from '../actions/tappable.js'
import { asList, asObject } from '../messages/shape.js'
import { FlexComponent } from './component.js'
import { border, colour, plain, space, styleOf } from './measure.js'
import { placeOf } from './place.js'

const LAYOUTS = { horizontal: 'row', baseline: 'row', vertical: 'column' }
const JUSTIFY = new Set(['center', 'flex-start', 'flex-end', 'space-between', 'space-around', 'space-evenly'])
const ALIGN_ITEMS = new Set(['center', 'flex-start', 'flex-end'])

/** @see https://developers.line.biz/en/reference/messaging-api/#box */
export function FlexBox({ component, where, parent, padding }) {
  const { layout, action, spacing } = component
  if (!Object.hasOwn(LAYOUTS, layout))
    throw new Error(`${where}/layout: Flex has no layout ${String(layout)}`)
  const contents = asList(component.contents, `${where}/contents`)
  const first = contents.findIndex((child) => child?.position !== 'absolute')
  return html`
    <div class="fx-box" data-layout=${layout} style=${{ ...placeInParent(component, parent), ...boxStyle(component, padding) }}>
      ${contents.map(
        (child, index) => html`
          <${FlexComponent} component=${child} where=${`${where}/contents/${index}`}
            parent=${{ layout, spacing, isFirst: index === first }} />`
      )}
      ${action !== undefined && html`<${Cover} action=${asObject(action, `${where}/action`)} />`}
    </div>`
}

/** A box with a width of its own takes no share of its parent's. */
function placeInParent(component, parent) {
  const hasSize =
    parent.layout === 'vertical' ? component.height !== undefined : component.width !== undefined
  return placeOf(component, parent, hasSize ? 0 : parent.defaultFlex)
}

function boxStyle(component, padding = '0px') {
  const { layout, justifyContent, alignItems, borderWidth, borderColor } = component
  const all = space(component.paddingAll) ?? padding
  const width = border(borderWidth)
  return styleOf({
    flexDirection: LAYOUTS[layout],
    justifyContent: JUSTIFY.has(justifyContent) ? justifyContent : undefined,
    alignItems: layout === 'baseline' ? 'baseline' : ALIGN_ITEMS.has(alignItems) ? alignItems : undefined,
    width: plain(component.width),
    height: plain(component.height),
    maxWidth: plain(component.maxWidth),
    maxHeight: plain(component.maxHeight),
    paddingTop: space(component.paddingTop) ?? all,
    paddingBottom: space(component.paddingBottom) ?? all,
    paddingInlineStart: space(component.paddingStart) ?? all,
    paddingInlineEnd: space(component.paddingEnd) ?? all,
    backgroundColor: colour(component.backgroundColor),
    backgroundImage: gradientOf(component.background),
    borderRadius: space(component.cornerRadius),
    border: width && `${width} solid ${colour(borderColor) ?? '#000000'}`
  })
}

/** @see https://developers.line.biz/en/docs/messaging-api/flex-message-layout/#linear-gradient-bg */
function gradientOf(background) {
  if (background?.type !== 'linearGradient') return
  const { angle, startColor, endColor, centerColor, centerPosition } = background
  const degrees = /^\d+(\.\d+)?deg$/.test(angle) ? angle : '0deg'
  const centre =
    colour(centerColor) && `${centerColor} ${/^\d+(\.\d+)?%$/.test(centerPosition) ? centerPosition : '50%'}`
  const stops = [colour(startColor), centre, colour(endColor)].filter(Boolean)
  return stops.length > 1 ? `linear-gradient(${degrees}, ${stops.join(', ')})` : undefined
}
