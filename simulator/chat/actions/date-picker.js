import { html } from 'htm/preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { send } from '../state/simulator.js'
import { changed } from '../state/store.js'
import { labelOf } from './perform.js'

const INPUTS = { date: 'date', time: 'time', datetime: 'datetime-local' }

let asked

/** Asks for a date, a time or both; the postback has it as its `params`. */
export function askDate(action) {
  asked = action
  changed()
}

/** LINE writes the letter between date and time in either case. */
const written = (text) => (typeof text === 'string' ? text.replace('t', 'T') : undefined)

function startOf({ mode, initial }) {
  if (initial !== undefined) return written(initial)
  const now = new Date(Date.now() - new Date().getTimezoneOffset() * 60_000).toISOString()
  return { date: now.slice(0, 10), time: now.slice(11, 16), datetime: now.slice(0, 16) }[mode]
}

/** The dialog, when there is something to ask. */
export function DatePicker() {
  const action = asked
  const dialog = useRef()
  const [value, setValue] = useState('')
  useEffect(() => {
    if (!action) return
    setValue(startOf(action))
    if (!dialog.current.open) dialog.current.showModal()
  }, [action])
  if (!action) return ''

  function close() {
    asked = undefined
    changed()
  }
  function choose(event) {
    event.preventDefault()
    send({ type: 'postback', data: action.data, params: { [action.mode]: value } })
    close()
  }
  return html`
    <dialog ref=${dialog} class="date-picker" aria-label=${labelOf(action)} onClose=${close}>
      <form onSubmit=${choose}>
        <label>${labelOf(action)}
          <input type=${INPUTS[action.mode] ?? 'date'} required value=${value} min=${written(action.min)} max=${written(action.max)}
            onInput=${({ target }) => setValue(target.value)} />
        </label>
        <div class="dialog-buttons">
          <button type="button" onClick=${close}>Cancel</button>
          <button type="submit" class="primary">OK</button>
        </div>
      </form>
    </dialog>`
}
