import { html } from 'htm/preact'
import { useState } from 'preact/hooks'
import { state } from '../state/store.js'
import { Icon } from '../ui/icons.js'
import { asText } from './shape.js'

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

/** Whether an address is of this machine: the page asks no other host for anything. */
export function isLocal(url) {
  if (!URL.canParse(url)) return false
  const { protocol, hostname, host } = new URL(url)
  if (protocol !== 'http:' && protocol !== 'https:') return false
  return (
    LOOPBACK.has(hostname) || hostname.endsWith('.localhost') || host === location.host || host === botHost()
  )
}

const botHost = () => {
  const { webhookUrl } = state.settings
  return URL.canParse(webhookUrl) ? new URL(webhookUrl).host : undefined
}

/** A picture of this machine, or its address where it is another's or cannot be had. */
export function Picture({ url, alt = '', style, fit = 'cover' }) {
  const [isBroken, setBroken] = useState(false)
  if (isLocal(url) && !isBroken) {
    return html`<img class="picture" src=${url} alt=${alt} draggable="false"
      style=${{ ...style, objectFit: fit }} onError=${() => setBroken(true)} />`
  }
  const title = isBroken ? `No picture at ${url}` : url
  return html`
    <div class="picture placeholder ${isBroken ? 'missing' : ''}" style=${style} title=${title} role="img" aria-label=${alt || title}>
      <${Icon} name="image" size=${22} />
      <span>${isBroken ? 'no picture at ' : ''}${shortAddress(url)}</span>
    </div>`
}

export function shortAddress(url) {
  if (!URL.canParse(url)) return url
  const { host, pathname } = new URL(url)
  return `${host}${pathname === '/' ? '' : pathname}`
}

/** Where the page finds the content of a message that a user sent. */
export const contentOf = ({ id, contentProvider }) =>
  contentProvider?.type === 'external'
    ? contentProvider.originalContentUrl
    : `${location.origin}/simulator/content/${id}`

export function ImageMessage({ message }) {
  const isUsers = message.contentProvider !== undefined
  const url = isUsers ? contentOf(message) : asText(message.originalContentUrl, 'originalContentUrl')
  const preview = isUsers ? url : (message.previewImageUrl ?? url)
  const picture = html`<${Picture} url=${String(preview)} alt="Image" />`
  if (!isUsers && !isLocal(url)) return html`<${AddressCard} icon="image" title="Image" url=${url} />`
  return html`<a class="photo" href=${url} target="_blank" rel="noopener noreferrer" aria-label="Image, opens in a new tab">${picture}</a>`
}

/** What is on another host is shown as its address. */
export function AddressCard({ icon, title, text, url }) {
  const isLink = typeof url === 'string' && /^https?:/.test(url)
  return html`
    <div class="bubble card">
      <span class="card-icon"><${Icon} name=${icon} size=${24} /></span>
      <span class="card-text">
        <strong>${title}</strong>
        ${text && html`<span>${text}</span>`}
        ${isLink && html`<a href=${url} target="_blank" rel="noopener noreferrer">${shortAddress(url)}</a>`}
        ${typeof url === 'string' && !isLink && html`<span>${url}</span>`}
      </span>
    </div>`
}
