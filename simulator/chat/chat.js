// The chat page: on the left the conversation as LINE's users see it, on the right what goes over the wire.
import { showControls, startControls } from './controls.js'
import { showConversation } from './conversation.js'
import { $ } from './dom.js'
import { CURES, connect, onChange, state } from './simulator.js'
import { showWire } from './wire.js'

onChange(() => {
  for (const show of [showNotice, showConversation, showWire, showControls]) {
    try {
      show()
    } catch (error) {
      console.error(error) // what one part of the page cannot show is no reason for the others to stop
    }
  }
})
startControls()
connect()

/** Says what is not well, and what to do. */
function showNotice() {
  const text = noticeOf()
  $('notice').hidden = text === ''
  if ($('notice').textContent !== text) $('notice').textContent = text
}

function noticeOf() {
  if (!state.online)
    return 'The simulator does not answer. Start it again (npm run playground): this page goes on by itself.'
  if (state.failure) return state.failure
  const last = [...state.exchanges.values()].findLast(
    ({ kind, ms }) => kind === 'webhook' && ms !== undefined
  )
  const down = last?.reason === 'could_not_connect' || last?.reason === 'unclassified'
  return down ? `The bot does not answer at ${last.url || '(no webhook URL)'}. ${CURES[last.reason]}` : ''
}
