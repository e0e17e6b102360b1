import { space, styleOf } from './measure.js'

/**
 * How a component stands in its box: margin, share of the room, offsets.
 *
 * In a horizontal box components share the width, in a vertical one they are as high as they are: `flex` is 1 or 0
 * where it is not set. Space is before each component but the first.
 *
 * @see https://developers.line.biz/en/docs/messaging-api/flex-message-layout/#component-size
 */
export function placeOf(component, { layout, spacing, isFirst }, defaultFlex) {
  const isVertical = layout === 'vertical'
  const isAbsolute = component.position === 'absolute'
  const gap = isFirst || isAbsolute ? undefined : (space(component.margin) ?? space(spacing))
  return styleOf({
    flex: isAbsolute ? undefined : shareOf(component.flex ?? defaultFlex ?? (isVertical ? 0 : 1), isVertical),
    marginTop: isVertical ? gap : undefined,
    marginInlineStart: isVertical ? undefined : gap,
    position: isAbsolute ? 'absolute' : 'relative',
    top: space(component.offsetTop),
    bottom: space(component.offsetBottom),
    insetInlineStart: space(component.offsetStart),
    insetInlineEnd: space(component.offsetEnd)
  })
}

function shareOf(flex, isVertical) {
  if (!(flex > 0)) return '0 0 auto'
  return isVertical ? `${flex} 0 auto` : `${flex} 1 0%`
}

/** `gravity` as the place of the content in a column. */
export const GRAVITY = { top: 'flex-start', center: 'center', bottom: 'flex-end' }
export const ALIGN = { start: 'flex-start', center: 'center', end: 'flex-end' }
