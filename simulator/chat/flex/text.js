import { html } from 'htm/preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { Cover } from '../actions/tappable.js'
import { asList, asObject, asText, ifThere } from '../messages/shape.js'
import { colour, fontSize, plain, styleOf } from './measure.js'
import { GRAVITY, placeOf } from './place.js'

/** @see https://developers.line.biz/en/reference/messaging-api/#f-text */
export function FlexText({ component, where, parent }) {
  const { align, gravity, wrap, maxLines, lineSpacing, adjustMode, action } = component
  const spans = ifThere(asList, component.contents, `${where}/contents`)
  const content = spans ? spans.map(toSpan(where)) : asText(component.text, `${where}/text`)
  const line = useShrinkToFit(adjustMode === 'shrink-to-fit' && !wrap, component)
  const spacing = wrap ? plain(lineSpacing) : undefined
  const style = styleOf({
    ...letterStyle(component),
    textAlign: ['start', 'center', 'end'].includes(align) ? align : undefined,
    // The space is between the lines, not before the first or after the last.
    lineHeight: spacing && `calc(1.4em + ${spacing})`,
    marginBlock: spacing && `calc(${spacing} / -2)`,
    WebkitLineClamp: wrap && maxLines > 0 ? String(maxLines) : undefined
  })
  const className = `fx-letters ${wrap ? 'wrap' : ''} ${wrap && maxLines > 0 ? 'clamp' : ''}`
  return html`
    <div class="fx-text" style=${{ ...placeOf(component, parent), justifyContent: GRAVITY[gravity] }}>
      <div class=${className} style=${style} ref=${line}>${content}</div>
      ${action !== undefined && html`<${Cover} action=${asObject(action, `${where}/action`)} />`}
    </div>`
}

const toSpan = (where) => (span, index) => {
  const { text, type } = asObject(span, `${where}/contents/${index}`)
  if (type !== 'span') throw new Error(`${where}/contents/${index}: a text has spans only`)
  return html`<span style=${letterStyle(span)}>${asText(text, `${where}/contents/${index}/text`)}</span>`
}

function letterStyle({ size, color, weight, style, decoration }) {
  return styleOf({
    fontSize: fontSize(size),
    color: colour(color),
    fontWeight: { regular: '400', bold: '700' }[weight],
    fontStyle: { normal: 'normal', italic: 'italic' }[style],
    textDecoration: ['none', 'underline', 'line-through'].includes(decoration) ? decoration : undefined
  })
}

/** `adjustMode`: letters get smaller until the line fits. */
export function useShrinkToFit(isWanted, component) {
  const element = useRef()
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
