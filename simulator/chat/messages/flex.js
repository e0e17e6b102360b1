// Flex Messages: bubbles, and the boxes in them, which place their components.

/** @import { FlexParent, FlexPart, Unchecked } from '../types.d.ts' */
/** @import { VNode } from 'preact' */
import { html } from 'htm/preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { asList, asObject, asText, ifThere, listOf, lookUp, objectOf } from '../state/unchecked.js'
import { Cover, pressCover } from './actions.js'
import {
  FlexButton,
  FlexFiller,
  FlexIcon,
  FlexImage,
  FlexSeparator,
  FlexText,
  FlexVideo
} from './flex-components.js'
import { border, colour, itemsOf, placeOf, plain, space, styleOf } from './flex-style.js'
import { onResize } from './on-resize.js'
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
  const names = BLOCKS.filter((name) => parts[name] !== undefined)
  const blocks = names.map(
    (name, index) => html`
      <${Block} name=${name} block=${parts[name]} where=${`${where}/${name}`} padding=${paddingOf(name, size, names.at(-1) === 'footer')}
        look=${ifThere(asObject, styles[name], `${where}/styles/${name}`) ?? {}} isFirst=${index === 0} />`
  )
  return html`
    <article class="fx-bubble" data-size=${size} dir=${direction === 'rtl' ? 'rtl' : 'ltr'} onClick=${pressOf(action)}
      style=${{ width: lookUp(WIDTHS, size) ?? WIDTHS.mega }}>
      ${withCover(
        blocks,
        names.map((name) => parts[name]),
        action,
        where
      )}
    </article>`
}

/**
 * Components in the order in which they are drawn, and among them the button of the action of what they are in: above
 * all that cannot be pressed, but below the first component that has an action of its own. A press on a later component
 * reaches it through `pressOf`.
 *
 * @param {VNode[]} drawn
 * @param {unknown[]} components
 * @param {unknown} action
 * @param {string} where
 */
function withCover(drawn, components, action, where) {
  if (action === undefined) return drawn
  const index = components.findIndex(isPressable)
  const cover = html`<${Cover} action=${asObject(action, `${where}/action`)} />`
  return drawn.toSpliced(index < 0 ? drawn.length : index, 0, /** @type {VNode} */ (cover))
}

/** Whether a component, or one in it, has an action. */
function isPressable(/** @type {unknown} */ component) {
  const { type, action, contents } = objectOf(component)
  if (action !== undefined || type === 'button' || type === 'video') return true
  return type === 'box' && listOf(contents).some(isPressable)
}

const pressOf = (/** @type {unknown} */ action) => (action === undefined ? undefined : pressCover)

/** @typedef {{ top: string, sides: string, bottom: string }} Padding */

/** @type {(top: string, sides?: string, bottom?: string) => Padding} */
const padded = (top, sides = top, bottom = top) => ({ top, sides, bottom })

const PADDINGS = {
  nano: padded('10px'),
  micro: padded('10px'),
  deca: padded('11px', '14px', '13px'),
  hecto: padded('11px', '14px', '13px'),
  kilo: padded('13px')
}
const ABOVE_FOOTER = { deca: '17px', hecto: '17px', kilo: '17px' }

/**
 * The default padding of a block. LINE documents none: these are the values of its Flex Message Simulator, whose
 * stylesheet is in `PamornT/flex2html` (there the body of the larger bubbles has 1 px less at the top).
 *
 * @param {typeof BLOCKS[number]} name
 * @param {unknown} size
 * @param {boolean} hasFooter
 */
function paddingOf(name, size, hasFooter) {
  if (name === 'footer') return padded('10px')
  const padding = lookUp(PADDINGS, size) ?? padded('20px')
  const isAboveFooter = name === 'body' && hasFooter
  return isAboveFooter ? { ...padding, bottom: lookUp(ABOVE_FOOTER, size) ?? '10px' } : padding
}

/**
 * @param {{ name: typeof BLOCKS[number], block: unknown, where: string, look: Unchecked, padding: Padding, isFirst: boolean }} props
 */
function Block({ name, block, where, look, padding, isFirst }) {
  const { backgroundColor, separator, separatorColor } = look
  // In a carousel all bubbles are as high as the highest: the body takes the rest, so that footers are at the bottom.
  const parent = { layout: 'vertical', isFirst: true, defaultFlex: name === 'body' ? 1 : 0 }
  // A margin is the space before a component in a box: a block is in none.
  const component = { ...asObject(block, where), margin: undefined }
  return html`
    <div class="fx-${name}" style=${styleOf({
      backgroundColor: colour(backgroundColor),
      borderTop:
        separator === true && !isFirst ? `1px solid ${colour(separatorColor) ?? '#d4d6da'}` : undefined
    })}>
      ${
        name === 'hero'
          ? html`<${FlexComponent} component=${component} where=${where} parent=${parent} />`
          : html`<${FlexBox} component=${component} where=${where} parent=${parent} padding=${padding} />`
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

/**
 * @see https://developers.line.biz/en/reference/messaging-api/#box
 * @param {FlexPart & { padding?: Padding }} props
 */
function FlexBox({ component, where, parent, padding }) {
  const { layout, action, spacing, alignItems } = component
  const direction = lookUp(LAYOUTS, layout)
  if (!direction) throw new Error(`${where}/layout: Flex has no layout ${String(layout)}`)
  const contents = asList(component.contents, `${where}/contents`)
  const first = contents.findIndex((child) => !isAbsolute(child))
  const element = usePercentOffsets(component, contents)
  // A box with a width of its own has no share of its parent's.
  const size = parent.layout === 'vertical' ? component.height : component.width
  const style = {
    ...placeOf(component, parent, size === undefined ? parent.defaultFlex : 0),
    flexDirection: direction,
    ...boxStyle(component, padding)
  }
  const drawn = contents.map(
    (child, index) => html`
      <${FlexComponent} component=${child} where=${`${where}/contents/${index}`}
        parent=${{ layout, spacing, alignItems, isFirst: index === first }} />`
  )
  return html`
    <div class="fx-box" data-layout=${layout} style=${style} onClick=${pressOf(action)} ref=${element}>
      ${withCover(drawn, contents, action, where)}
    </div>`
}

const isAbsolute = (/** @type {unknown} */ component) => objectOf(component).position === 'absolute'

/**
 * Shifts the relative components of a box by percentages of its height: CSS has them for boxes of fixed height only.
 *
 * @param {Unchecked} component
 * @param {unknown[]} contents
 */
function usePercentOffsets(component, contents) {
  const element = useRef(/** @type {HTMLElement | null} */ (null))
  const shifts = contents.flatMap((child, index) => {
    const { offsetTop, offsetBottom } = objectOf(child)
    if (isAbsolute(child)) return []
    return [
      { index, side: 'top', share: shareOf(offsetTop) },
      { index, side: 'bottom', share: component.layout === 'baseline' ? 0 : shareOf(offsetBottom) }
    ].filter(({ share }) => share !== 0)
  })
  useLayoutEffect(() => {
    const { current } = element
    if (!current || shifts.length === 0) return
    return onResize(current, () => {
      const { paddingTop, paddingBottom } = getComputedStyle(current)
      const height = current.clientHeight - Number.parseFloat(paddingTop) - Number.parseFloat(paddingBottom)
      const children = /** @type {NodeListOf<HTMLElement>} */ (
        current.querySelectorAll(':scope > :not(.cover)')
      )
      for (const { index, side, share } of shifts)
        children[index]?.style.setProperty(side, `${height * share}px`)
    })
  }, [component])
  return element
}

/** A percentage as a share of 1; 0 when it is none. */
const shareOf = (/** @type {unknown} */ length) =>
  typeof length === 'string' && plain(length) && length.endsWith('%') ? Number.parseFloat(length) / 100 : 0

/**
 * @param {Unchecked} component
 * @param {Padding} [padding]
 */
function boxStyle(component, padding = padded('0px')) {
  const all = space(component.paddingAll)
  const borderWidth = border(component.borderWidth)
  return styleOf({
    justifyContent: JUSTIFY.find((one) => one === component.justifyContent),
    alignItems: component.layout === 'baseline' ? 'baseline' : itemsOf(component.alignItems),
    width: plain(component.width),
    height: plain(component.height),
    maxWidth: plain(component.maxWidth),
    maxHeight: plain(component.maxHeight),
    paddingTop: space(component.paddingTop) ?? all ?? padding.top,
    paddingBottom: space(component.paddingBottom) ?? all ?? padding.bottom,
    paddingInlineStart: space(component.paddingStart) ?? all ?? padding.sides,
    paddingInlineEnd: space(component.paddingEnd) ?? all ?? padding.sides,
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
