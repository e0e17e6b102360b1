// A place to paste JSON: it is validated by the simulator, drawn, and can be sent to a chat.

/** @import { TargetedEvent } from 'preact' */
/** @import { Chat, Problem, Validation } from '../types.d.ts' */
import { html } from 'htm/preact'
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { loadPeople, push, validate } from '../state/simulator.js'
import { chatsOf, lastChat, rememberChat } from '../state/store.js'
import { Editor, select } from './editor.js'
import { RichMenuSample } from './rich-menu.js'
import { InBothSchemes, SampleMessage } from './sample.js'

/** The pause in typing after which the text is validated. */
const PAUSE_MS = 150
/** The number of errors that are listed. */
const SHOWN = 50
/** The name of the text in the session storage, so that a reload keeps it. */
const STORED = 'gallery-json'

/** @typedef {{ validation?: Validation | undefined, failure?: string }} Result */

export function YourJson() {
  const field = useRef(/** @type {HTMLTextAreaElement | null} */ (null))
  const latest = useRef('')
  const timer = useRef(0)
  const [text, setText] = useState('')
  const [{ validation, failure }, setResult] = useState(/** @type {Result} */ ({}))
  const [drawn, setDrawn] = useState(/** @type {Validation | undefined} */ (undefined))
  const problems = validation?.problems ?? []
  // The same nodes as before are not compared, so that typing does not draw a long message again.
  const drawing = useMemo(
    () => drawn && html`<${InBothSchemes} draw=${() => html`<${Drawn} validation=${drawn} />`} />`,
    [drawn]
  )

  useEffect(() => change(sessionStorage.getItem(STORED) ?? ''), [])

  function change(/** @type {string} */ next) {
    latest.current = next
    setText(next)
    remember(next)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => check(next), PAUSE_MS)
  }
  async function check(/** @type {string} */ wanted) {
    if (wanted.trim() === '') {
      setDrawn(undefined)
      return setResult({})
    }
    const result = await resultOf(wanted)
    if (wanted !== latest.current) return // the text has changed meanwhile
    setResult(result)
    if (result.validation && result.validation.kind !== 'none') setDrawn(result.validation)
  }
  function format() {
    try {
      change(JSON.stringify(JSON.parse(text), null, 2))
    } catch {
      if (field.current && problems[0]) select(field.current, problems[0])
    }
  }
  async function open(/** @type {File | undefined} */ file) {
    if (file) change(await file.text())
  }
  function onDrop(/** @type {DragEvent} */ event) {
    const [file] = event.dataTransfer?.files ?? []
    if (!file) return // the field handles dropped text itself
    event.preventDefault()
    open(file)
  }
  return html`
    <section class="your-json" aria-labelledby="your-json">
      <h2 id="your-json">Your JSON</h2>
      <div class="json-input" onDragOver=${(/** @type {DragEvent} */ event) => event.preventDefault()} onDrop=${onDrop}>
        <p id="json-hint"><label for="json">Paste or drop JSON</label>: a Flex Message, a bubble or carousel, a template, any other message,
          an array of messages, or a rich menu. It stays on this machine.</p>
        <${Editor} field=${field} text=${text} problems=${problems} describedBy="json-hint json-status" onText=${change} />
        <div class="json-buttons">
          <label class="file-button">Open a file<input type="file" accept=".json,application/json"
            onChange=${(/** @type {TargetedEvent<HTMLInputElement>} */ { currentTarget }) => open(currentTarget.files?.[0])} /></label>
          <button type="button" disabled=${text === ''} onClick=${format}>Format</button>
          <button type="button" disabled=${text === ''} onClick=${() => change('')}>Clear</button>
          <${Push} messages=${problems.length === 0 ? validation?.messages : undefined} />
        </div>
        <p id="json-status" role="status" class="json-status ${problems.length > 0 || failure ? 'bad' : 'good'}">${failure ?? statusOf(validation)}</p>
        <ol class="problems" aria-label="Errors">
          ${problems.slice(0, SHOWN).map((problem) => html`<${ProblemRow} problem=${problem} onClick=${() => field.current && select(field.current, problem)} />`)}
          ${problems.length > SHOWN && html`<li>${problems.length - SHOWN} more errors</li>`}
        </ol>
      </div>
      <div class="json-drawn ${drawn && validation?.kind === 'none' ? 'outdated' : ''}">
        ${drawing}
      </div>
    </section>`
}

/** @returns {Promise<Result>} */
async function resultOf(/** @type {string} */ text) {
  try {
    return { validation: await validate(text) }
  } catch (error) {
    return { failure: `Validation failed: ${/** @type {Error} */ (error).message}` }
  }
}

function remember(/** @type {string} */ text) {
  try {
    sessionStorage.setItem(STORED, text)
  } catch {
    // too long to be stored: a reload loses it
  }
}

function statusOf(/** @type {Validation | undefined} */ validation) {
  if (!validation) return ''
  const { kind, problems } = validation
  if (kind === 'none') return 'This is not JSON.'
  if (problems.length === 0) return 'No errors: LINE accepts this.'
  return `LINE rejects this: ${problems.length} ${problems.length === 1 ? 'error' : 'errors'}.`
}

const ProblemRow = (/** @type {{ problem: Problem, onClick: () => void }} */ { problem, onClick }) => html`
  <li><button type="button" onClick=${onClick}>
    <span class="place">Line ${problem.line}, column ${problem.column}</span>
    ${problem.property !== undefined && html`<code>${problem.property}</code>`} <span>${problem.message}</span>
  </button></li>`

const Drawn = (/** @type {{ validation: Validation }} */ { validation: { messages = [], richMenu } }) =>
  richMenu
    ? html`<${RichMenuSample} richMenu=${richMenu} />`
    : messages.map((message) => html`<${SampleMessage} message=${message} />`)

/** Sends valid messages to a chat as the bot. */
function Push(/** @type {{ messages: unknown[] | undefined }} */ { messages }) {
  const [chats, setChats] = useState(/** @type {Chat[]} */ ([]))
  const [chat, setChat] = useState(lastChat())
  const [sent, setSent] = useState('')
  useEffect(() => {
    loadPeople().then((people) => people && setChats(chatsOf(people)))
  }, [])
  useEffect(() => setSent(''), [messages])
  const chosen = chats.find(({ id }) => id === chat) ?? chats[0]
  if (!chosen) return ''
  const { id, name } = chosen

  async function send() {
    rememberChat(id)
    setSent((await push(id, messages ?? [])) ?? `Sent to ${name}.`)
  }
  return html`
    <span class="push">
      <label>Chat <select aria-label="Chat" value=${id} onChange=${(/** @type {TargetedEvent<HTMLSelectElement>} */ { currentTarget }) => setChat(currentTarget.value)}>
        ${chats.map((one) => html`<option value=${one.id}>${one.name}</option>`)}
      </select></label>
      <button type="button" class="primary" disabled=${!messages?.length} title="Pushes it to the chat, as the bot would" onClick=${send}>Send</button>
      <span role="status">${sent} ${sent.startsWith('Sent') && html`<a href="./">To the chat</a>`}</span>
    </span>`
}
