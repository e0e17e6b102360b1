// Buttons, links and rich menu areas: what LINE calls actions, and the dialog that one of them opens.

/** @import { TargetedEvent } from 'preact' */
/** @import { Unchecked } from '../types.d.ts' */
import { html } from 'htm/preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { send } from '../state/simulator.js'
import { changed, state } from '../state/store.js'
import { lookUp } from '../state/unchecked.js'

/**
 * By type of action. `uri` is missing because it is a link.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#action-objects
 * @type {Record<string, (action: Unchecked) => unknown>}
 */
const ACTIONS = {
  message: ({ text }) => send({ type: 'text', text }),
  postback,
  datetimepicker: askDate,
  camera: () => send({ type: 'image' }),
  cameraRoll: () => send({ type: 'image' }),
  location: () => send({ type: 'location' }),
  richmenuswitch: ({ data, richMenuAliasId }) =>
    send({ type: 'postback', data, params: { newRichMenuAliasId: richMenuAliasId } }),
  clipboard: ({ clipboardText }) => navigator.clipboard.writeText(String(clipboardText))
}

/** The chat shows `displayText`, but the event does not contain it. */
async function postback(/** @type {Unchecked} */ { data, displayText, text, inputOption, fillInText }) {
  await send({ type: 'postback', data, displayText: displayText ?? text })
  if (inputOption === 'openKeyboard') fillIn(fillInText)
  if (inputOption === 'openRichMenu') openRichMenu(true)
  if (inputOption === 'closeRichMenu') openRichMenu(false)
}

/** Puts text into the composer, where it can be edited before it is sent. */
function fillIn(/** @type {unknown} */ text = '') {
  const field = /** @type {HTMLTextAreaElement} */ (document.getElementById('text'))
  field.value = String(text)
  field.dispatchEvent(new Event('input', { bubbles: true }))
  field.focus()
}

/** Opens or closes the rich menu below the composer. */
export function openRichMenu(/** @type {boolean} */ isOpen) {
  state.isRichMenuOpen = isOpen
  changed()
}

const PROTOCOLS = new Set(['http:', 'https:', 'tel:', 'mailto:', 'line:', 'sms:'])

/** The address of a link; undefined for other actions, and for addresses that would run code. */
function linkOf(/** @type {Unchecked} */ { type, uri }) {
  if (type !== 'uri' || typeof uri !== 'string' || !URL.canParse(uri)) return
  return PROTOCOLS.has(new URL(uri).protocol) ? uri : undefined
}

/** The label of a button, or a text that can replace it. */
export function labelOf(
  /** @type {Unchecked} */ { label, text, displayText, data, uri, clipboardText, type }
) {
  return [label, text, displayText, data, uri, clipboardText, type].find(isText) ?? 'Press'
}

const isText = (/** @type {unknown} */ value) => typeof value === 'string' && value !== ''

/**
 * A button, or a link, that performs an action.
 *
 * @param {{ action: Unchecked, className?: string, children?: unknown, style?: object, label?: string }} props
 */
export function Tappable({ action, className, children, style, label }) {
  const href = linkOf(action)
  const content = children ?? labelOf(action)
  if (href) {
    return html`<a class=${className} style=${style} href=${href} target="_blank" rel="noopener noreferrer" title=${href} aria-label=${label}>${content}</a>`
  }
  const perform = lookUp(ACTIONS, action.type)
  if (!perform) {
    const title = `${action.type}: nothing happens here`
    return html`<button type="button" class=${className} style=${style} disabled title=${title} aria-label=${label}>${content}</button>`
  }
  return html`<button type="button" class=${className} style=${style} onClick=${() => perform(action)} aria-label=${label}>${content}</button>`
}

/**
 * A button over the whole of a card or picture. Buttons of the card are above it, because HTML allows no button inside
 * another. In a Flex Message, it is above what comes before it.
 */
export const Cover = (/** @type {{ action: Unchecked }} */ { action }) =>
  html`<${Tappable} action=${action} className="cover" label=${labelOf(action)}>${''}<//>`

/**
 * A press on something above the cover of an element, and not on a button or link of its own: the cover is pressed.
 *
 * @param {TargetedEvent<HTMLElement, MouseEvent>} event
 */
export function pressCover(event) {
  const { currentTarget, target } = event
  if (/** @type {Element} */ (target).closest('button, a')) return
  event.stopPropagation()
  const cover = currentTarget.querySelector(':scope > .cover')
  if (cover instanceof HTMLElement) cover.click()
}

/** The action whose date the dialog asks for. @type {Unchecked | undefined} */
let asked

function askDate(/** @type {Unchecked} */ action) {
  asked = action
  changed()
}

const INPUTS = { date: 'date', time: 'time', datetime: 'datetime-local' }

/** LINE accepts the letter between date and time in either case, an input in upper case only. */
const inputValue = (/** @type {unknown} */ date) =>
  typeof date === 'string' ? date.replace('t', 'T') : undefined

function initialValue(/** @type {Unchecked} */ { mode, initial }) {
  const now = new Date(Date.now() - new Date().getTimezoneOffset() * 60_000).toISOString()
  const current = { date: now.slice(0, 10), time: now.slice(11, 16), datetime: now.slice(0, 16) }
  return inputValue(initial) ?? lookUp(current, mode)
}

/** The dialog for a date, a time or both, which the postback has as its `params`. Empty while nothing is asked. */
export function DatePicker() {
  const action = asked
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null))
  const [value, setValue] = useState(/** @type {string | undefined} */ (''))
  useEffect(() => {
    if (!action) return
    setValue(initialValue(action))
    if (!dialog.current?.open) dialog.current?.showModal()
  }, [action])
  if (!action) return ''
  const { mode, min, max, data } = action

  function close() {
    asked = undefined
    changed()
  }
  function choose(/** @type {Event} */ event) {
    event.preventDefault()
    send({ type: 'postback', data, params: { [String(mode)]: value } })
    close()
  }
  return html`
    <dialog ref=${dialog} class="date-picker" aria-label=${labelOf(action)} onClose=${close}>
      <form onSubmit=${choose}>
        <label>${labelOf(action)}
          <input type=${lookUp(INPUTS, mode) ?? 'date'} required value=${value} min=${inputValue(min)} max=${inputValue(max)}
            onInput=${(/** @type {TargetedEvent<HTMLInputElement>} */ { currentTarget }) => setValue(currentTarget.value)} />
        </label>
        <div class="dialog-buttons">
          <button type="button" onClick=${close}>Cancel</button>
          <button type="submit" class="primary">OK</button>
        </div>
      </form>
    </dialog>`
}
