// How a Flex Message's properties become CSS. A value that LINE does not allow is ignored.

/** @import { FlexParent, Unchecked } from '../types.d.ts' */
import { lookUp } from '../state/unchecked.js'

/** LINE's keywords for lengths. @see https://developers.line.biz/en/docs/messaging-api/flex-message-layout/ */
const SPACES = { none: '0px', xs: '2px', sm: '4px', md: '8px', lg: '12px', xl: '16px', xxl: '20px' }
const BORDERS = { none: '0px', light: '0.5px', normal: '1px', medium: '2px', 'semi-bold': '3px', bold: '4px' }
const FONTS = {
  xxs: '11px',
  xs: '13px',
  sm: '14px',
  md: '16px',
  lg: '19px',
  xl: '22px',
  xxl: '29px',
  '3xl': '35px',
  '4xl': '48px',
  '5xl': '74px'
}
const IMAGES = {
  xxs: '40px',
  xs: '60px',
  sm: '80px',
  md: '100px',
  lg: '120px',
  xl: '140px',
  xxl: '160px',
  '3xl': '180px',
  '4xl': '200px',
  '5xl': '220px',
  full: '100%'
}

/**
 * A function that returns a keyword, pixels or a percentage as CSS.
 *
 * @param {Record<string, string>} keywords
 */
const lengthOf = (keywords) => (/** @type {unknown} */ value) => {
  if (typeof value !== 'string') return
  return lookUp(keywords, value) ?? (/^-?\d+(\.\d+)?(px|%)$/.test(value) ? value : undefined)
}

export const space = lengthOf(SPACES)
export const border = lengthOf(BORDERS)
export const fontSize = lengthOf(FONTS)
export const imageSize = lengthOf(IMAGES)
export const plain = lengthOf({})

/** A colour: `#RRGGBB` or `#RRGGBBAA`. */
export const colour = (/** @type {unknown} */ value) =>
  typeof value === 'string' && /^#([0-9a-f]{6}|[0-9a-f]{8})$/i.test(value) ? value : undefined

/** An aspect ratio, `20:13`, as CSS; 1 when it is not valid. */
export function ratio(/** @type {unknown} */ value) {
  const [, width, height] = /^(\d+(?:\.\d+)?):(\d+(?:\.\d+)?)$/.exec(String(value)) ?? []
  return Number(width) > 0 && Number(height) > 0 ? `${width} / ${height}` : '1'
}

/** A style without the properties that are undefined. */
export const styleOf = (/** @type {Record<string, string | undefined>} */ entries) =>
  Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined))

/** `gravity` and `align`, for the content of a column. */
export const gravityOf = (/** @type {unknown} */ gravity) =>
  lookUp({ top: 'flex-start', center: 'center', bottom: 'flex-end' }, gravity)
/** `alignItems`, which is `stretch` when it is not valid. */
export const itemsOf = (/** @type {unknown} */ alignItems) =>
  ['center', 'flex-start', 'flex-end'].find((one) => one === alignItems)
export const alignOf = (/** @type {unknown} */ align) =>
  lookUp({ start: 'flex-start', center: 'center', end: 'flex-end' }, align)

/**
 * The place of a component in its box: margin, share of the room, offsets.
 *
 * In a horizontal box components share the width, and `flex` is 1 by default. In a vertical one each is as high as its
 * content, and `flex` is 0 by default. `spacing` goes before each component but the first, `margin` before any.
 *
 * @see https://developers.line.biz/en/docs/messaging-api/flex-message-layout/#component-size
 * @param {Unchecked} component
 * @param {FlexParent} parent
 * @param {number} [defaultFlex]
 */
export function placeOf(component, { layout, spacing, isFirst }, defaultFlex) {
  const isVertical = layout === 'vertical'
  const isAbsolute = component.position === 'absolute'
  const gap = isAbsolute ? undefined : (space(component.margin) ?? (isFirst ? undefined : space(spacing)))
  return styleOf({
    flex: isAbsolute ? undefined : shareOf(component.flex ?? defaultFlex ?? (isVertical ? 0 : 1), isVertical),
    marginTop: isVertical ? gap : undefined,
    marginInlineStart: isVertical ? undefined : gap,
    position: isAbsolute ? 'absolute' : 'relative',
    top: space(component.offsetTop),
    // "You can't use the properties gravity and offsetBottom in child components of a baseline box"
    bottom: layout === 'baseline' ? undefined : space(component.offsetBottom),
    insetInlineStart: space(component.offsetStart),
    insetInlineEnd: space(component.offsetEnd)
  })
}

/**
 * @param {unknown} flex
 * @param {boolean} isVertical
 */
function shareOf(flex, isVertical) {
  if (!(Number(flex) > 0)) return '0 0 auto'
  return isVertical ? `${flex} 0 auto` : `${flex} 1 0%`
}
