import { chatKind } from './people.js'
import { changed, state } from './store.js'

/** Asks the simulator for something. A failure shows on the page, and the result is undefined. */
export async function call(method, path, body) {
  try {
    const response = await fetch(`/simulator/${path}`, {
      method,
      ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
    })
    const answer = await response.json()
    if (!response.ok) throw new Error(answer.message)
    state.failure = ''
    return answer
  } catch (error) {
    state.failure = `The simulator did not do it: ${error.message}`
  } finally {
    changed()
  }
}

/** What the simulator says at an address; undefined when it does not. */
export async function ask(path) {
  const response = await fetch(`/simulator/${path}`).catch(() => undefined)
  return response?.ok ? response.json() : undefined
}

/** Sends an event from the speaker in the chat on show. */
export function send(event) {
  return call('POST', 'events', { ...originOf(state.chat), ...event })
}

/** Who does something where, in the words of `POST /simulator/events`. */
function originOf(chat) {
  const source = chatKind(chat)
  if (source === 'user') return { source, user: chat }
  return { source, chatId: chat, user: state.speaker }
}

export const verify = () => call('POST', 'verify')

export const redeliver = (webhookEventId) => call('POST', 'redeliver', { webhookEventId })

export async function setFaults(fault) {
  state.faults = (await (fault ? call('PUT', 'faults', fault) : call('DELETE', 'faults'))) ?? state.faults
}

export async function setSettings(settings) {
  state.settings = (await call('PUT', 'settings', settings)) ?? state.settings
}

export async function clearLog() {
  if (await call('DELETE', 'log')) state.exchanges.clear()
}

/** Another rich menu takes the place of the one that was pressed; LINE says so in a postback. */
export const switchRichMenu = ({ data, richMenuAliasId }) =>
  send({ type: 'postback', data, params: { newRichMenuAliasId: richMenuAliasId } })
