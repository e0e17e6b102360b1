import { html } from 'htm/preact'
import { isLocal } from '../messages/picture.js'
import { nameOf } from '../state/people.js'
import { Avatar } from './faces.js'

/** Who says something: a bot may take another name for a message. */
export const nameAt = ({ message, by }) =>
  typeof message?.sender?.name === 'string' ? message.sender.name : nameOf(by)

export function SenderPicture({ message, by }) {
  const { iconUrl } = message?.sender ?? {}
  if (typeof iconUrl === 'string' && isLocal(iconUrl)) {
    return html`<img class="avatar" src=${iconUrl} alt="" width="36" height="36" />`
  }
  return html`<${Avatar} id=${by} size=${36} />`
}
