// The field for JSON, with numbered lines. Lines with an error are marked.

/** @import { RefObject, TargetedEvent } from 'preact' */
/** @import { Problem } from '../types.d.ts' */
import { html } from 'htm/preact'
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks'

/** Only the first lines with errors are marked, so that a long text stays fast. */
const MAX_MARKS = 500

const countLines = (/** @type {string} */ text) => text.split('\n').length

/**
 * @param {{ field: RefObject<HTMLTextAreaElement>, problems: Problem[], text: string, describedBy: string,
 *   onText: (text: string) => void }} props
 */
export function Editor({ field, problems, text, describedBy, onText }) {
  const lines = useRef(/** @type {HTMLElement | null} */ (null))
  const count = countLines(text)
  const numbers = useMemo(() => Array.from({ length: count }, (_, index) => index + 1).join('\n'), [count])
  const marked = new Set(problems.map(({ line }) => line))

  useLayoutEffect(() => {
    if (field.current && field.current.value !== text) field.current.value = text
  }, [text])

  function onScroll(/** @type {TargetedEvent<HTMLTextAreaElement>} */ { currentTarget }) {
    if (lines.current) lines.current.style.transform = `translateY(${-currentTarget.scrollTop}px)`
  }
  return html`
    <div class="editor">
      <div class="editor-lines" aria-hidden="true"><div ref=${lines}>
        ${[...marked].slice(0, MAX_MARKS).map((line) => html`<i class="line-mark" key=${line} data-line=${line} style=${{ '--line': line }} />`)}
        <pre>${numbers}</pre>
      </div></div>
      <textarea id="json" ref=${field} wrap="off" spellcheck=${false} autocapitalize="off" autocomplete="off"
        aria-describedby=${describedBy} aria-invalid=${String(problems.length > 0)} placeholder="{ &quot;type&quot;: &quot;bubble&quot;, …"
        onInput=${(/** @type {TargetedEvent<HTMLTextAreaElement>} */ { currentTarget }) => onText(currentTarget.value)}
        onScroll=${onScroll}></textarea>
    </div>`
}

/** Selects a part of the text and scrolls to it. */
export function select(
  /** @type {HTMLTextAreaElement} */ field,
  /** @type {Problem} */ { line, offset, length }
) {
  field.focus()
  field.setSelectionRange(offset, offset + length)
  const lineHeight = field.scrollHeight / countLines(field.value)
  field.scrollTop = (line - 1) * lineHeight - field.clientHeight / 3
}
