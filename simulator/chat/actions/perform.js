import { fillIn, openRichMenu } from '../state/composing.js'
import { send, switchRichMenu } from '../state/simulator.js'
import { askDate } from './date-picker.js'

const KINDS = {
  message: ({ text }) => send({ type: 'text', text }),
  postback,
  datetimepicker: askDate,
  camera: () => send({ type: 'image' }),
  cameraRoll: () => send({ type: 'image' }),
  location: () => send({ type: 'location' }),
  richmenuswitch: switchRichMenu,
  clipboard: ({ clipboardText }) => navigator.clipboard.writeText(clipboardText)
}

export const canPerform = ({ type }) => Object.hasOwn(KINDS, type)

/** Does what LINE does when somebody presses a button. @see https://developers.line.biz/en/reference/messaging-api/#action-objects */
export const perform = (action) => KINDS[action.type](action)

/** What it shows in the chat is no event: LINE sends the postback alone. */
async function postback({ data, displayText, text, inputOption, fillInText }) {
  const shown = displayText ?? text
  const sent = await send({ type: 'postback', data, ...(shown !== undefined && { displayText: shown }) })
  if (inputOption === 'openKeyboard') fillIn(fillInText ?? '')
  if (inputOption === 'openRichMenu') openRichMenu(true)
  if (inputOption === 'closeRichMenu') openRichMenu(false)
  return sent
}

const LINKS = new Set(['http:', 'https:', 'tel:', 'mailto:', 'line:', 'sms:'])

/** Where a link goes; undefined for what is no link, or would run something. */
export function linkOf({ type, uri }) {
  if (type !== 'uri' || typeof uri !== 'string' || !URL.canParse(uri)) return
  return LINKS.has(new URL(uri).protocol) ? uri : undefined
}

/** What a screen reader says, and a button without a label shows. */
export function labelOf({ label, text, displayText, data, uri, clipboardText, type }) {
  const found = [label, text, displayText, data, uri, clipboardText, type].find(
    (one) => typeof one === 'string' && one !== ''
  )
  return found ?? 'Press'
}
