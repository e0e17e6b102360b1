import { $, h } from './dom.js'
import { send } from './simulator.js'

/** The buttons of a template, and the quick replies of the newest message. What they do is sent as LINE sends it. */
export function buttonsOf({ template, quickReply }) {
  const actions = [template, ...(template?.columns ?? [])].flatMap(
    (part) => part?.actions ?? part?.action ?? []
  )
  const replies = (quickReply?.items ?? []).map(({ action }) => action)
  return [...row('buttons', actions), ...row('buttons quick-replies', replies)]
}

const row = (className, actions) =>
  actions.length > 0 ? [h('span', { class: className }, actions.map(button))] : []

function button(action) {
  const event = eventOf(action)
  const label = action.label ?? action.type
  if (!event)
    return h('button', { type: 'button', disabled: '', title: `${action.type}: not in the simulator` }, label)
  return h(
    'button',
    {
      type: 'button',
      onclick: () => {
        send(event)
        $('text').focus()
      }
    },
    label
  )
}

function eventOf({ type, text, data }) {
  if (type === 'message') return { type: 'text', text }
  if (type === 'postback') return { type: 'postback', data }
}
