/** @import { TargetedEvent } from 'preact' */
/** @import { Fault } from '../types.d.ts' */
import { html } from 'htm/preact'
import { clearLog, send, setReplyFault, setSettings, verify } from '../state/simulator.js'
import { state } from '../state/store.js'
import { Icon } from './drawings.js'

/** Label, icon, and the fault. @type {[string, string, Fault][]} */
const FAULTS = [
  ['slow', 'slow', { latencyMs: 3_000, times: 1 }],
  ['error 500', 'fail', { status: 500, times: 1 }],
  ['none', 'none', { drop: 'before', times: 1 }]
]

/** The buttons are for all replies: they neither show nor change the faults of other operations and of one reply token. */
const isOfReplies = (/** @type {Fault} */ { operation, api, replyToken }) =>
  replyToken === undefined && (operation === undefined ? api !== 'token' : operation === 'replyMessage')

function isOn(/** @type {Fault} */ wanted) {
  const [property = ''] = Object.keys(wanted)
  return state.faults.some((fault) => isOfReplies(fault) && property in fault)
}

/** Above the exchanges: LINE's next responses, webhooks without a message, and links to other pages. */
export const Controls = () => html`
  <header class="controls">
    <div class="controls-title">
      <h2 id="exchanges-name">What goes over the wire</h2>
      <nav aria-label="Other pages">
        <${Channels} />
        ${botPage() && html`<a href=${botPage()} target="_blank" rel="noopener noreferrer">The bot’s page <${Icon} name="external" size=${15} /></a>`}
        <a href="./gallery"><${Icon} name="gallery" size=${15} /> Gallery</a>
        <button type="button" class="small-button" onClick=${clearLog} title="Deletes all exchanges, and the messages in the chats"><${Icon} name="clear" size=${16} /> Clear</button>
      </nav>
    </div>
    <div class="controls-row">
      <div class="segments" role="group" aria-label="Webhooks">
        <button type="button" id="verify" title="Sends a signed webhook without events, as the LINE Developers Console does" onClick=${verify}><${Icon} name="verify" size=${17} /> Verify</button>
        <button type="button" id="bad-signature" title="Sends a webhook with an invalid signature, which the bot must reject" onClick=${forge}><${Icon} name="forged" size=${17} /> Bad signature</button>
      </div>
      <div class="labelled">
        <span id="faults-name">LINE’s next answer</span>
        <div class="segments" role="group" aria-labelledby="faults-name">
          ${FAULTS.map(
            ([label, icon, fault]) => html`
              <button type="button" data-fault=${icon} aria-pressed=${String(isOn(fault))} onClick=${() => setReplyFault(isOn(fault) ? undefined : fault)}>
                <${Icon} name=${icon} size=${16} /> ${label}
              </button>`
          )}
        </div>
      </div>
      <label class="switch" title="In LINE’s console: Webhook redelivery">
        <input type="checkbox" role="switch" aria-label="Webhook redelivery" checked=${Boolean(state.settings.redelivery)}
          onChange=${(/** @type {TargetedEvent<HTMLInputElement>} */ { currentTarget }) => setSettings({ redelivery: currentTarget.checked })} />
        <span class="track" aria-hidden="true"></span> Redelivery
      </label>
    </div>
  </header>`

/** The choice of the channel, when there are several. */
function Channels() {
  const { channels, settings } = state
  if (channels.length < 2) return ''

  function choose(/** @type {TargetedEvent<HTMLSelectElement>} */ { currentTarget }) {
    location.assign(channels[currentTarget.selectedIndex]?.path ?? '')
  }
  return html`
    <label class="choice">Channel
      <select value=${settings.channelId} onChange=${choose}>
        ${channels.map(({ channelId, displayName }) => html`<option value=${channelId}>${displayName} (${channelId})</option>`)}
      </select>
    </label>`
}

const forge = () => send({ type: 'text', text: 'Signed with another secret', signature: 'bad' })

/** The address of the page that a bot can have at its root. */
function botPage() {
  const { webhookUrl = '' } = state.settings
  return URL.canParse(webhookUrl) ? new URL('/', webhookUrl).href : undefined
}
