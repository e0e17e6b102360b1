import { html } from 'htm/preact'
import { Icon, Play } from '../ui/icons.js'
import { AddressCard, contentOf, Picture, shortAddress } from './picture.js'
import { asText } from './shape.js'

const isUsers = ({ contentProvider }) => contentProvider !== undefined

/** `1:05` of milliseconds. */
function clock(ms) {
  if (typeof ms !== 'number') return ''
  const seconds = Math.round(ms / 1_000)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

export function VideoCard({ message }) {
  const url = isUsers(message) ? contentOf(message) : asText(message.originalContentUrl, 'originalContentUrl')
  const poster = message.previewImageUrl
  return html`
    <a class="video" href=${safe(url)} target="_blank" rel="noopener noreferrer" title=${url}>
      <span class="unseen">Video, </span>
      ${typeof poster === 'string' ? html`<${Picture} url=${poster} alt="" />` : html`<span class="film" />`}
      <${Play} />
      <span class="corner">${clock(message.duration) || shortAddress(url)}</span>
    </a>`
}

export function AudioCard({ message }) {
  const url = isUsers(message) ? contentOf(message) : asText(message.originalContentUrl, 'originalContentUrl')
  const bars = [7, 13, 20, 11, 24, 16, 9, 21, 14, 25, 12, 18, 8, 15, 6]
  return html`
    <a class="bubble audio" href=${safe(url)} target="_blank" rel="noopener noreferrer" title=${url}>
      <span class="unseen">Audio, </span>
      <${Play} size=${34} />
      <svg width="92" height="28" viewBox="0 0 92 28" aria-hidden="true">
        ${bars.map((height, index) => html`<rect x=${index * 6 + 1} y=${14 - height / 2} width="3" height=${height} rx="1.5" fill="currentColor" />`)}
      </svg>
      <span>${clock(message.duration)}</span>
    </a>`
}

const safe = (url) => (/^https?:/.test(url) ? url : undefined)

export function FileCard({ message }) {
  const size =
    typeof message.fileSize === 'number' ? `${Math.max(1, Math.round(message.fileSize / 1024))} KB` : ''
  return html`<${AddressCard} icon="file" title=${asText(message.fileName, 'fileName')} text=${size} />`
}

export function LocationCard({ message }) {
  const { latitude, longitude } = message
  return html`
    <div class="bubble place">
      <${DrawnMap} />
      <strong>${message.title ?? 'Location'}</strong>
      ${message.address !== undefined && html`<span>${asText(message.address, 'address')}</span>`}
      <span class="small">${[latitude, longitude]
        .filter(Number.isFinite)
        .map((degrees) => degrees.toFixed(5))
        .join(', ')}</span>
    </div>`
}

/** A map of nowhere, drawn: real ones are on other hosts. */
const DrawnMap = () => html`
  <svg class="map" viewBox="0 0 240 120" preserveAspectRatio="xMidYMid slice" aria-hidden="true">
    <rect width="240" height="120" fill="#e9eee4" />
    <path d="M-10 92C40 70 70 112 120 92s90-40 130-20v60H-10z" fill="#a9d3ec" />
    <path d="M150 8h58v34h-58zM20 12h46v30H20z" fill="#c4deb4" />
    <path d="M-5 56h250M96-5v130M-5 20l110 30M176-5l-30 130" stroke="#fff" stroke-width="7" fill="none" />
    <path d="M120 72s-17-15-17-29a17 17 0 0 1 34 0c0 14-17 29-17 29z" fill="#e0483e" /><circle cx="120" cy="43" r="6.5" fill="#fff" />
  </svg>`

export const CouponCard = ({ message }) => html`
  <div class="bubble coupon">
    <span class="card-icon"><${Icon} name="coupon" size=${30} /></span>
    <span class="card-text"><strong>Coupon</strong><span>${asText(message.couponId, 'couponId')}</span></span>
  </div>`

/** Shown where an imagemap or a Flex hero has a video. */
export const Poster = ({ url, previewUrl, style, fit }) => html`
  <a class="video" style=${style} href=${safe(url)} target="_blank" rel="noopener noreferrer" title=${url}>
    <span class="unseen">Video, </span>
    <${Picture} url=${previewUrl} alt="" fit=${fit} style=${{ width: '100%', height: '100%' }} />
    <${Play} />
    <span class="corner">${shortAddress(url)}</span>
  </a>`
