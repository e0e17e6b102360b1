// The components of a Flex Message, without the box.

/** @import { FlexPart, Unchecked } from '../types.d.ts' */
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
  placeOf,
  plain,
  ratio,
  space,
  styleOf
} from './flex-style.js'
import { isLocal, Picture, Video } from './media.js'

/** @see https://developers.line.biz/en/reference/messaging-api/#f-text */
export function FlexText(/** @type {FlexPart} */ { component, where, parent }) {
  const { align, gravity, wrap, maxLines, lineSpacing, adjustMode, action } = component
  const spans = ifThere(asList, component.contents, `${where}/contents`)
  const content = spans
    ? spans.map((span, index) => html`<${Span} span=${span} where=${`${where}/contents/${index}`} />`)
    : asText(component.text, `${where}/text`)
  const line = useShrinkToFit(adjustMode === 'shrink-to-fit' && !wrap, component)
  const spacing = wrap ? plain(lineSpacing) : undefined
  const isClamped = Boolean(wrap) && Number(maxLines) > 0
  const style = styleOf({
    ...letterStyle(component),
    textAlign: ['start', 'center', 'end'].find((one) => one === align),
    // The space is between the lines only.
    lineHeight: spacing && `calc(1.4em + ${spacing})`,
    marginBlock: spacing && `calc(${spacing} / -2)`,
    WebkitLineClamp: isClamped ? String(maxLines) : undefined
  })
  return html`
    <div class="fx-text" style=${{ ...placeOf(component, parent), justifyContent: gravityOf(gravity) }}>
      <div class="fx-letters ${wrap ? 'wrap' : ''} ${isClamped ? 'clamp' : ''}" style=${style} ref=${line}>${content}</div>
      ${action !== undefined && html`<${Cover} action=${asObject(action, `${where}/action`)} />`}
    </div>`
}

function Span(/** @type {{ span: unknown, where: string }} */ { span, where }) {
  const checked = asObject(span, where)
  if (checked.type !== 'span') throw new Error(`${where}: a text has spans only`)
  return html`<span style=${letterStyle(checked)}>${asText(checked.text, `${where}/text`)}</span>`
}

const letterStyle = (/** @type {Unchecked} */ { size, color, weight, style, decoration }) =>
  styleOf({
    fontSize: fontSize(size),
    color: colour(color),
    fontWeight: lookUp({ regular: '400', bold: '700' }, weight),
    fontStyle: ['normal', 'italic'].find((one) => one === style),
    textDecoration: ['none', 'underline', 'line-through'].find((one) => one === decoration)
  })

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
    if (!isWanted || !current) return
    current.style.fontSize = fontSize(component.size) ?? ''
    const { clientWidth, scrollWidth } = current
    if (scrollWidth <= clientWidth) return
    const size = Number.parseFloat(getComputedStyle(current).fontSize)
    current.style.fontSize = `${Math.max(1, Math.floor((size * clientWidth * 10) / scrollWidth) / 10)}px`
  }, [isWanted, component])
  return element
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
        <span ref=${label}>${labelOf(action)}</span>
      <//>
    </div>`
}

/** @see https://developers.line.biz/en/reference/messaging-api/#f-image */
export function FlexImage(/** @type {FlexPart} */ { component, where, parent }) {
  const { align = 'center', gravity, size, aspectRatio, aspectMode, backgroundColor, action } = component
  const style = {
    ...placeOf(component, parent),
    alignItems: alignOf(align),
    justifyContent: gravityOf(gravity)
  }
  const frame = styleOf({
    width: imageSize(size) ?? imageSize('md'),
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
