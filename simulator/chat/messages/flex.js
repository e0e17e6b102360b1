// Flex Messages: bubbles, and the boxes in them, which place their components.

/** @import { FlexParent, FlexPart, Unchecked } from '../types.d.ts' */
/** @import { VNode } from 'preact' */
import { html } from 'htm/preact'
import { asList, asObject, asText, ifThere, lookUp, objectOf } from '../state/unchecked.js'
import { Cover } from './actions.js'
import {
  FlexButton,
  FlexFiller,
  FlexIcon,
  FlexImage,
  FlexSeparator,
  FlexText,
  FlexVideo
} from './flex-components.js'
import { border, colour, placeOf, plain, space, styleOf } from './flex-style.js'
import { Carousel } from './templates.js'

/** @see https://developers.line.biz/en/reference/messaging-api/#flex-message */
export function FlexMessage(/** @type {{ message: Unchecked }} */ { message: { contents, altText } }) {
  const container = asObject(contents, 'contents')
  const type = asText(container.type, '/type')
  if (type === 'bubble') return html`<${Bubble} bubble=${container} where="" />`
  if (type !== 'carousel') throw new Error(`Flex has no container ${type}`)
  return html`
    <${Carousel} label=${typeof altText === 'string' ? altText : 'Carousel'}>
      ${asList(container.contents, '/contents').map(
        (bubble, index) => html`<${Bubble} bubble=${bubble} where=${`/contents/${index}`} />`
      )}
    <//>`
}

const WIDTHS = {
  nano: '120px',
  micro: '160px',
  deca: '220px',
  hecto: '241px',
  kilo: '260px',
  mega: '300px',
  giga: '500px'
}
const BLOCKS = /** @type {const} */ (['header', 'hero', 'body', 'footer'])

/**
 * @see https://developers.line.biz/en/reference/messaging-api/#bubble
 * @param {{ bubble: unknown, where: string }} props
 */
function Bubble({ bubble, where }) {
  const parts = asObject(bubble, where || 'contents')
  const { type, size = 'mega', direction, action } = parts
  if (type !== 'bubble') throw new Error(`${where}: a carousel has bubbles only`)
  const styles = ifThere(asObject, parts.styles, `${where}/styles`) ?? {}
  const blocks = BLOCKS.filter((name) => parts[name] !== undefined)
  return html`
    <article class="fx-bubble" data-size=${size} dir=${direction === 'rtl' ? 'rtl' : 'ltr'}
      style=${{ width: lookUp(WIDTHS, size) ?? WIDTHS.mega }}>
      ${blocks.map(
        (name, index) => html`
          <${Block} name=${name} block=${parts[name]} where=${`${where}/${name}`} size=${size}
            look=${ifThere(asObject, styles[name], `${where}/styles/${name}`) ?? {}} isFirst=${index === 0} />`
      )}
      ${action !== undefined && html`<${Cover} action=${asObject(action, `${where}/action`)} />`}
    </article>`
}

/**
 * @param {{ name: typeof BLOCKS[number], block: unknown, where: string, look: Unchecked, size: unknown, isFirst: boolean }} props
 */
function Block({ name, block, where, look, size, isFirst }) {
  const { backgroundColor, separator, separatorColor } = look
  // In a carousel all bubbles are as high as the highest: the body takes the rest, so that footers are at the bottom.
  const parent = { layout: 'vertical', isFirst: true, defaultFlex: name === 'body' ? 1 : 0 }
  const padding = name === 'footer' || size === 'nano' || size === 'micro' ? '10px' : '20px'
  return html`
    <div class="fx-${name}" style=${styleOf({
      backgroundColor: colour(backgroundColor),
      borderTop:
        separator === true && !isFirst ? `1px solid ${colour(separatorColor) ?? '#d4d6da'}` : undefined
    })}>
      ${
        name === 'hero'
          ? html`<${FlexComponent} component=${block} where=${where} parent=${parent} />`
          : html`<${FlexBox} component=${asObject(block, where)} where=${where} parent=${parent} padding=${padding} />`
      }
    </div>`
}

/** @type {Record<string, (props: FlexPart) => VNode>} */
const COMPONENTS = {
  box: FlexBox,
  text: FlexText,
  image: FlexImage,
  icon: FlexIcon,
  button: FlexButton,
  separator: FlexSeparator,
  filler: FlexFiller,
  spacer: FlexFiller,
  video: FlexVideo
}

/**
 * Any component, in the box that `parent` describes.
 *
 * @param {{ component: unknown, where: string, parent: FlexParent }} props
 */
function FlexComponent({ component, where, parent }) {
  const checked = asObject(component, where)
  const type = asText(checked.type, `${where}/type`)
  const Type = lookUp(COMPONENTS, type)
  if (!Type) throw new Error(`${where}: Flex has no ${type}`)
  return html`<${Type} component=${checked} where=${where} parent=${parent} />`
}

const LAYOUTS = { horizontal: 'row', baseline: 'row', vertical: 'column' }
const JUSTIFY = ['center', 'flex-start', 'flex-end', 'space-between', 'space-around', 'space-evenly']
const ALIGN_ITEMS = ['center', 'flex-start', 'flex-end']

/**
 * @see https://developers.line.biz/en/reference/messaging-api/#box
 * @param {FlexPart & { padding?: string }} props
 */
function FlexBox({ component, where, parent, padding }) {
  const { layout, action, spacing } = component
  const direction = lookUp(LAYOUTS, layout)
  if (!direction) throw new Error(`${where}/layout: Flex has no layout ${String(layout)}`)
  const contents = asList(component.contents, `${where}/contents`)
  const first = contents.findIndex((child) => objectOf(child).position !== 'absolute')
  // A box with a width of its own has no share of its parent's.
  const size = parent.layout === 'vertical' ? component.height : component.width
  const style = {
    ...placeOf(component, parent, size === undefined ? parent.defaultFlex : 0),
    flexDirection: direction,
    ...boxStyle(component, padding)
  }
  return html`
    <div class="fx-box" data-layout=${layout} style=${style}>
      ${contents.map(
        (child, index) => html`
          <${FlexComponent} component=${child} where=${`${where}/contents/${index}`}
            parent=${{ layout, spacing, isFirst: index === first }} />`
      )}
      ${action !== undefined && html`<${Cover} action=${asObject(action, `${where}/action`)} />`}
    </div>`
}

/**
 * @param {Unchecked} component
 * @param {string} [padding]
 */
function boxStyle(component, padding = '0px') {
  const all = space(component.paddingAll) ?? padding
  const borderWidth = border(component.borderWidth)
  return styleOf({
    justifyContent: JUSTIFY.find((one) => one === component.justifyContent),
    alignItems:
      component.layout === 'baseline' ? 'baseline' : ALIGN_ITEMS.find((one) => one === component.alignItems),
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
    border: borderWidth && `${borderWidth} solid ${colour(component.borderColor) ?? '#000000'}`
  })
}

/** @see https://developers.line.biz/en/docs/messaging-api/flex-message-layout/#linear-gradient-bg */
function gradientOf(/** @type {unknown} */ background) {
  const { type, angle, startColor, endColor, centerColor, centerPosition } = objectOf(background)
  if (type !== 'linearGradient') return
  const position = /^\d+(\.\d+)?%$/.test(String(centerPosition)) ? centerPosition : '50%'
  const centre = colour(centerColor) && `${centerColor} ${position}`
  const stops = [colour(startColor), centre, colour(endColor)].filter(Boolean)
  if (stops.length < 2) return
  return `linear-gradient(${/^\d+(\.\d+)?deg$/.test(String(angle)) ? angle : '0deg'}, ${stops.join(', ')})`
}
