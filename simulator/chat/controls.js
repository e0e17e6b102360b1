import { openChat } from './conversation.js'
import { $ } from './dom.js'
import { call, clearLog, send, setFaults, setSettings, state } from './simulator.js'

/** LINE emoji by the text that stands for them, as LINE's app writes it into a message; a bot may send these, too. */
const EMOJIS = {
  '(happy)': { productId: '5ac1bfd5040ab15980c9b435', emojiId: '001' },
  '(love)': { productId: '5ac1bfd5040ab15980c9b435', emojiId: '002' }
}

const FAULTS = {
  slow: { latencyMs: 3_000, times: 1 },
  fail: { status: 500, times: 1 },
  drop: { drop: 'before', times: 1 }
}

/** Makes the page's buttons work. */
export function startControls() {
  $('composer').addEventListener('submit', (event) => {
    event.preventDefault()
    sendText()
  })
  $('text').addEventListener('keydown', (event) => {
    // While an input method composes Japanese or Chinese, Enter takes its suggestion.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
    event.preventDefault()
    sendText()
  })
  $('emoji').addEventListener('click', () => {
    const { selectionStart, selectionEnd } = $('text')
    $('text').setRangeText('(happy)', selectionStart, selectionEnd, 'end')
    $('text').focus()
  })
  for (const button of document.querySelectorAll('[data-send]')) {
    button.addEventListener('click', () => send({ type: button.dataset.send }))
  }
  $('mention').addEventListener('click', () => {
    openChat(state.people.group.groupId)
    send({ type: 'text', text: 'hello', mention: 'bot' })
  })

  $('verify').addEventListener('click', () => call('POST', 'verify'))
  $('bad-signature').addEventListener('click', () =>
    send({ type: 'text', text: 'Signed with another secret', signature: 'bad' })
  )
  for (const button of faultButtons()) {
    button.addEventListener('click', () => setFaults(isOn(button) ? undefined : FAULTS[button.dataset.fault]))
  }
  $('redelivery').addEventListener('change', ({ target }) => setSettings({ redelivery: target.checked }))
  $('clear').addEventListener('click', clearLog)
}

/** Shows what is switched on at the simulator. */
export function showControls() {
  $('redelivery').checked = Boolean(state.settings.redelivery)
  const [fault = {}] = state.faults
  for (const button of faultButtons()) {
    const [property] = Object.keys(FAULTS[button.dataset.fault])
    button.setAttribute('aria-pressed', String(property in fault))
  }
}

const faultButtons = () => document.querySelectorAll('[data-fault]')
const isOn = (button) => button.getAttribute('aria-pressed') === 'true'

async function sendText() {
  const text = $('text').value
  if (text === '') return
  const emojis = emojisIn(text)
  $('text').value = ''
  $('messages').scrollTop = $('messages').scrollHeight
  const sent = await send({ type: 'text', text, ...(emojis.length > 0 && { emojis }) })
  if (!sent) $('text').value ||= text // nothing that was written is lost
}

function emojisIn(text) {
  return [...text.matchAll(/\(\w+\)/g)].flatMap(({ 0: alternative, index }) =>
    EMOJIS[alternative] ? [{ index, length: alternative.length, ...EMOJIS[alternative] }] : []
  )
}
