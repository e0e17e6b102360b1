import { html } from 'htm/preact'
import { useRef, useState } from 'preact/hooks'
import { send } from '../state/simulator.js'
import { Icon } from './icons.js'
import { PlusMenu } from './plus-menu.js'

/** LINE emoji by the text that stands for them, as LINE's app writes it into a message; a bot may send these, too. */
const EMOJIS = {
  '(happy)': { productId: '5ac1bfd5040ab15980c9b435', emojiId: '001' },
  '(love)': { productId: '5ac1bfd5040ab15980c9b435', emojiId: '002' }
}

const emojisIn = (text) =>
  [...text.matchAll(/\(\w+\)/g)].flatMap(({ 0: alternative, index }) =>
    Object.hasOwn(EMOJIS, alternative) ? [{ index, length: alternative.length, ...EMOJIS[alternative] }] : []
  )

/** The key code of every key that an input method has taken for itself. */
const TAKEN_BY_INPUT_METHOD = 229

/** Where a message is written: Enter sends, Shift+Enter breaks the line. */
export function Composer() {
  const field = useRef()
  const [isEmpty, setEmpty] = useState(true)

  async function submit(event) {
    event.preventDefault()
    const text = field.current.value
    if (text === '') return
    field.current.value = ''
    setEmpty(true)
    const emojis = emojisIn(text)
    const sent = await send({ type: 'text', text, ...(emojis.length > 0 && { emojis }) })
    if (sent) return
    field.current.value ||= text // nothing that was written is lost
    setEmpty(false)
  }

  function onKeyDown(event) {
    // While an input method composes Japanese or Chinese, Enter takes its suggestion. Safari ends the composition
    // before it tells of the key, and says so by the key code alone.
    const isComposing = event.isComposing || event.keyCode === TAKEN_BY_INPUT_METHOD
    if (event.key === 'Enter' && !event.shiftKey && !isComposing) submit(event)
  }

  function insertEmoji() {
    const { selectionStart, selectionEnd } = field.current
    field.current.setRangeText('(happy)', selectionStart, selectionEnd, 'end')
    setEmpty(false)
    field.current.focus()
  }

  return html`
    <form id="composer" class="composer" onSubmit=${submit}>
      <${PlusMenu} />
      <div class="field">
        <textarea id="text" ref=${field} rows="1" aria-label="Message" placeholder="Write a message"
          title="Enter sends, Shift+Enter breaks the line" onKeyDown=${onKeyDown}
          onInput=${({ target }) => setEmpty(target.value === '')}></textarea>
        <button type="button" class="icon-button" aria-label="Emoji" title="LINE emoji: typed as (happy), sent as an emoji" onClick=${insertEmoji}>
          <${Icon} name="smile" size=${22} />
        </button>
      </div>
      <button type="button" class="icon-button" aria-label="Sticker" title="Sticker" onClick=${() => send({ type: 'sticker' })}>
        <${Icon} name="sticker" size=${24} />
      </button>
      <button type="submit" class="send" aria-label="Send" title="Send" data-empty=${String(isEmpty)}>
        <${Icon} name="send" size=${22} />
      </button>
    </form>`
}
