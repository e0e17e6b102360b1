// The components of a Flex Message, without the box.

/** @import { FlexParent, FlexPart, Unchecked } from '../types.d.ts' */
import { html } from 'htm/preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { asList, asObject, asText, ifThere, lookUp } from '../state/unchecked.js'
import { Cover, labelOf, Tappable } from './actions.js'
import {
  alignOf,
  colour,
  fontSize,
  gravityOf,
  imageSize,
  itemsOf,
  placeOf,
  plain,
  ratio,
  space,
  styleOf
} from './flex-style.js'
import { isLocal, Picture, Video } from './media.js'
import { onResize } from './on-resize.js'

/** @see https://developers.line.biz/en/reference/messaging-api/#f-text */
export function FlexText(/** @type {FlexPart} */ { component, where, parent }) {
  const { align, gravity, wrap, maxLines, lineSpacing, adjustMode, action } = component
  const isShrunk = adjustMode === 'shrink-to-fit' && !wrap
  const spacing = wrap ? plain(lineSpacing) : undefined
  const spans = ifThere(asList, component.contents, `${where}/contents`) ?? []
  // LINE's Flex Message Simulator writes `"contents": []` into texts without spans.
  const content =
    spans.length > 0
      ? spans.map((span, index) => {
          const place = `${where}/contents/${index}`
          return html`<${Span} span=${span} where=${place} isShrunk=${isShrunk} spacing=${spacing} />`
        })
      : asText(component.text, `${where}/text`)
  const line = useShrinkToFit(isShrunk, component)
  const isClamped = Boolean(wrap) && Number(maxLines) > 0
  const style = styleOf({
    ...letterStyle(component),
    fontSize: isShrunk ? shrunk(fontSize(component.size)) : fontSize(component.size),
    textAlign: ['start', 'center', 'end'].find((one) => one === align),
    // The space is between the lines only.
    lineHeight: lineHeightOf(spacing),
    marginBlock: spacing && `calc(${spacing} / -2)`,
    WebkitLineClamp: isClamped ? String(maxLines) : undefined
  })
  return html`
    <div class="fx-text" style=${{ ...placeOf(component, parent), justifyContent: gravityOf(gravity) }}>
      <div class="fx-letters ${wrap ? 'wrap' : ''} ${isClamped ? 'clamp' : ''}" style=${style} ref=${line}>${content}</div>
      ${action !== undefined && html`<${Cover} action=${asObject(action, `${where}/action`)} />`}
    </div>`
}

/** @param {{ span: unknown, where: string, isShrunk: boolean, spacing?: string }} props */
function Span({ span, where, isShrunk, spacing }) {
  const checked = asObject(span, where)
  if (checked.type !== 'span') throw new Error(`${where}: a text has spans only`)
  const size = fontSize(checked.size)
  const style = styleOf({
    ...letterStyle(checked),
    fontSize: size && isShrunk ? shrunk(size) : size,
    // In `em`, so that a span of larger letters has higher lines.
    lineHeight: lineHeightOf(spacing)
  })
  return html`<span style=${style}>${asText(checked.text, `${where}/text`)}</span>`
}

const letterStyle = (/** @type {Unchecked} */ { color, weight, style, decoration }) =>
  styleOf({
    color: colour(color),
    fontWeight: lookUp({ regular: '400', bold: '700' }, weight),
    fontStyle: ['normal', 'italic'].find((one) => one === style),
    textDecoration: ['none', 'underline', 'line-through'].find((one) => one === decoration)
  })

const lineHeightOf = (/** @type {string | undefined} */ spacing) => spacing && `calc(1.4em + ${spacing})`

/** A font size that `useShrinkToFit` scales. */
const shrunk = (size = '1em') => `calc(${size} * var(--fit, 1))`

/**
 * `adjustMode`: makes the letters of an element smaller until the line fits.
 *
 * @param {boolean} isWanted
 * @param {Unchecked} component
 */
function useShrinkToFit(isWanted, component) {
  const element = useRef(/** @type {HTMLElement | null} */ (null))
  useLayoutEffect(() => {
    const { current } = element
    if (!isWanted || !current?.parentElement) return
    return onResize(current.parentElement, () => shrink(current))
  }, [isWanted, component])
  return element
}

function shrink(/** @type {HTMLElement} */ element) {
  element.style.setProperty('--fit', '1')
  // Letters do not scale exactly: what is still too wide is made smaller once more.
  for (let scale = 1, attempt = 0; attempt < 3; attempt++) {
    const { clientWidth, scrollWidth } = element
    if (scrollWidth <= clientWidth) return
    scale = Math.max(0.05, Math.floor((scale * clientWidth * 100) / scrollWidth) / 100)
    element.style.setProperty('--fit', String(scale))
  }
}

/** @see https://developers.line.biz/en/reference/messaging-api/#button */
export function FlexButton(/** @type {FlexPart} */ { component, where, parent }) {
  const { style, height, gravity, color, adjustMode } = component
  const action = asObject(component.action, `${where}/action`)
  const kind = ['primary', 'secondary'].find((one) => one === style) ?? 'link'
  const label = useShrinkToFit(adjustMode === 'shrink-to-fit', component)
  const paint = styleOf({ [kind === 'link' ? 'color' : 'backgroundColor']: colour(color) })
  return html`
    <div class="fx-button-place" style=${{ ...placeOf(component, parent), justifyContent: gravityOf(gravity) }}>
      <${Tappable} action=${action} className=${`fx-button fx-${kind} ${height === 'sm' ? 'sm' : ''}`} style=${paint}>
        <span ref=${label} style=${{ fontSize: shrunk() }}>${labelOf(action)}</span>
      <//>
    </div>`
}

/** @see https://developers.line.biz/en/reference/messaging-api/#f-image */
export function FlexImage(/** @type {FlexPart} */ { component, where, parent }) {
  const { align = 'center', gravity, size, aspectRatio, aspectMode, backgroundColor, action } = component
  const width = imageSize(size) ?? imageSize('md')
  // A percentage of a place that is as wide as its picture would be nothing: it is one of the box.
  const isShareOfBox = width?.endsWith('%') && shrinks(component, parent)
  const style = {
    ...placeOf(component, parent),
    ...(isShareOfBox && { width }),
    alignItems: alignOf(align),
    justifyContent: gravityOf(gravity)
  }
  const frame = styleOf({
    width: isShareOfBox ? '100%' : width,
    aspectRatio: ratio(aspectRatio),
    backgroundColor: colour(backgroundColor)
  })
  return html`
    <div class="fx-image" style=${style}>
      <div class="fx-frame" style=${frame}>
        <${Picture} url=${asText(component.url, `${where}/url`)} fit=${aspectMode === 'cover' ? 'cover' : 'contain'} />
        ${action !== undefined && html`<${Cover} action=${asObject(action, `${where}/action`)} />`}
      </div>
    </div>`
}

/**
 * Whether the place of a component is as wide as its content.
 *
 * @param {Unchecked} component
 * @param {FlexParent} parent
 */
function shrinks({ position, offsetStart, offsetEnd, flex = 1 }, { layout, alignItems }) {
  if (position === 'absolute') return space(offsetStart) === undefined || space(offsetEnd) === undefined
  return layout === 'vertical' ? itemsOf(alignItems) !== undefined : !(Number(flex) > 0)
}

/** An icon, on the baseline of the text. @see https://developers.line.biz/en/reference/messaging-api/#icon */
export function FlexIcon(/** @type {FlexPart} */ { component, where, parent }) {
  const url = asText(component.url, `${where}/url`)
  const style = {
    ...placeOf(component, parent, 0),
    width: fontSize(component.size) ?? fontSize('md'),
    aspectRatio: ratio(component.aspectRatio)
  }
  if (isLocal(url)) return html`<img class="fx-icon" src=${url} alt="" style=${style} />`
  return html`
    <svg class="fx-icon" viewBox="0 0 20 20" style=${style} role="img" aria-label=${url}><title>${url}</title>
      <rect x="1" y="1" width="18" height="18" rx="5" fill="#d8dee6" /><path d="M5 14l3.5-4.5 2.5 3 2-2.5 2.5 4z" fill="#8b97a6" /><circle cx="7" cy="6.5" r="1.5" fill="#8b97a6" />
    </svg>`
}

/** The video of a hero. @see https://developers.line.biz/en/reference/messaging-api/#f-video */
export function FlexVideo(/** @type {FlexPart} */ { component, where }) {
  const { url, previewUrl, aspectRatio, action } = component
  const style = { aspectRatio: ratio(aspectRatio), width: '100%' }
  return html`
    <div class="fx-video">
      <${Video} url=${asText(url, `${where}/url`)} previewUrl=${asText(previewUrl, `${where}/previewUrl`)} style=${style} />
      ${action !== undefined && html`<${Tappable} action=${asObject(action, `${where}/action`)} className="fx-video-action" />`}
    </div>`
}

/** A line across its box. @see https://developers.line.biz/en/reference/messaging-api/#separator */
export function FlexSeparator(/** @type {FlexPart} */ { component, parent }) {
  const style = styleOf({
    ...placeOf(component, parent, 0),
    backgroundColor: colour(component.color),
    [parent.layout === 'vertical' ? 'height' : 'width']: '1px'
  })
  return html`<div class="fx-separator" style=${style} role="separator"></div>`
}

/** `filler` and `spacer`, which LINE advises against, but which bots still send. */
export function FlexFiller(/** @type {FlexPart} */ { component, parent }) {
  if (component.type === 'spacer') {
    const size = space(component.size) ?? space('md')
    return html`<div style=${parent.layout === 'vertical' ? { height: size } : { width: size }}></div>`
  }
  return html`<div style=${placeOf({ flex: component.flex ?? 1 }, { ...parent, isFirst: true })}></div>`
}
