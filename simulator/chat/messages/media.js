// Messages that are a picture or a card: images, videos, audio, files, locations, coupons, stickers.

/** @import { Unchecked } from '../types.d.ts' */
import { html } from 'htm/preact'
import { useState } from 'preact/hooks'
import { state } from '../state/store.js'
import { asText, objectOf } from '../state/unchecked.js'
import { Icon, Play, StickerPicture } from '../ui/drawings.js'

/** @typedef {{ message: Unchecked }} Props */

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

/** Whether an address is of this machine: the page sends no request to other hosts. */
export function isLocal(/** @type {string} */ url) {
  if (!URL.canParse(url)) return false
  const { protocol, hostname, host } = new URL(url)
  if (protocol !== 'http:' && protocol !== 'https:') return false
  const { webhookUrl = '' } = state.settings
  const botHost = URL.canParse(webhookUrl) ? new URL(webhookUrl).host : undefined
  return LOOPBACK.has(hostname) || hostname.endsWith('.localhost') || [location.host, botHost].includes(host)
}

/**
 * A picture of this machine; its address when it is on another host or cannot be loaded.
 *
 * @param {{ url: string, alt?: string, style?: object, fit?: unknown }} props
 */
export function Picture({ url, alt = '', style, fit = 'cover' }) {
  const [isBroken, setBroken] = useState(false)
  if (isLocal(url) && !isBroken) {
    return html`<img class="picture" src=${url} alt=${alt} draggable="false"
      style=${{ ...style, objectFit: fit }} onError=${() => setBroken(true)} />`
  }
  const title = isBroken ? `No image at ${url}` : url
  return html`
    <div class="picture placeholder ${isBroken ? 'missing' : ''}" style=${style} title=${title} role="img" aria-label=${alt || title}>
      <${Icon} name="image" size=${22} />
      <span>${isBroken ? 'no picture at ' : ''}${shortAddress(url)}</span>
    </div>`
}

/** Host and path of an address. */
function shortAddress(/** @type {string} */ url) {
  if (!URL.canParse(url)) return url
  const { host, pathname } = new URL(url)
  return `${host}${pathname === '/' ? '' : pathname}`
}

const isLink = (/** @type {string} */ url) => /^https?:/.test(url)

/**
 * The address of an image, a video or audio: where the bot has it, or, of a user's message, where the page finds it.
 */
function contentOf(/** @type {Unchecked} */ { id, contentProvider, originalContentUrl }) {
  if (contentProvider === undefined) return asText(originalContentUrl, 'originalContentUrl')
  const provider = objectOf(contentProvider)
  if (provider.type === 'external') return asText(provider.originalContentUrl, 'originalContentUrl')
  return new URL(`simulator/content/${id}`, location.href).href
}

export function ImageMessage(/** @type {Props} */ { message }) {
  const { contentProvider, previewImageUrl } = message
  const url = contentOf(message)
  const isUsers = contentProvider !== undefined
  if (!isUsers && !isLocal(url)) return html`<${Card} icon="image" title="Image" url=${url} />`
  const preview = isUsers ? url : String(previewImageUrl ?? url)
  return html`
    <a class="photo" href=${url} target="_blank" rel="noopener noreferrer" aria-label="Image, opens in a new tab">
      <${Picture} url=${preview} alt="Image" />
    </a>`
}

/**
 * A card with an icon and words. The address of something on another host is a link.
 *
 * @param {{ icon: string, title: string, text?: string, url?: string }} props
 */
const Card = ({ icon, title, text, url }) => html`
  <div class="bubble card">
    <span class="card-icon"><${Icon} name=${icon} size=${24} /></span>
    <span class="card-text">
      <strong>${title}</strong>
      ${text && html`<span>${text}</span>`}
      ${
        url !== undefined &&
        (isLink(url)
          ? html`<a href=${url} target="_blank" rel="noopener noreferrer">${shortAddress(url)}</a>`
          : html`<span>${url}</span>`)
      }
    </span>
  </div>`

/** A duration in milliseconds as `1:05`. */
function clock(/** @type {unknown} */ ms) {
  if (typeof ms !== 'number') return ''
  const seconds = Math.round(ms / 1_000)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

export function VideoMessage(/** @type {Props} */ { message }) {
  const { previewImageUrl, duration } = message
  const previewUrl = typeof previewImageUrl === 'string' ? previewImageUrl : undefined
  return html`<${Video} url=${contentOf(message)} previewUrl=${previewUrl} duration=${duration} />`
}

/**
 * The preview of a video, which opens in a tab of its own. Also for the videos of imagemaps and Flex Messages.
 *
 * @param {{ url: string, previewUrl?: string, duration?: unknown, style?: object }} props
 */
export const Video = ({ url, previewUrl, duration, style }) => html`
  <a class="video" style=${style} href=${isLink(url) ? url : undefined} target="_blank" rel="noopener noreferrer" title=${url}>
    <span class="unseen">Video, </span>
    ${previewUrl === undefined ? html`<span class="film" />` : html`<${Picture} url=${previewUrl} />`}
    <${Play} />
    <span class="corner">${clock(duration) || shortAddress(url)}</span>
  </a>`

const BARS = [7, 13, 20, 11, 24, 16, 9, 21, 14, 25, 12, 18, 8, 15, 6]

export function AudioMessage(/** @type {Props} */ { message }) {
  const url = contentOf(message)
  return html`
    <a class="bubble audio" href=${isLink(url) ? url : undefined} target="_blank" rel="noopener noreferrer" title=${url}>
      <span class="unseen">Audio, </span>
      <${Play} size=${34} />
      <svg width="92" height="28" viewBox="0 0 92 28" aria-hidden="true">
        ${BARS.map((height, index) => html`<rect x=${index * 6 + 1} y=${14 - height / 2} width="3" height=${height} rx="1.5" fill="currentColor" />`)}
      </svg>
      <span>${clock(message.duration)}</span>
    </a>`
}

export function FileMessage(/** @type {Props} */ { message: { fileName, fileSize } }) {
  const size = typeof fileSize === 'number' ? `${Math.max(1, Math.round(fileSize / 1024))} KB` : ''
  return html`<${Card} icon="file" title=${asText(fileName, 'fileName')} text=${size} />`
}

export function LocationMessage(/** @type {Props} */ { message: { title, address, latitude, longitude } }) {
  return html`
    <div class="bubble place">
      <${DrawnMap} />
      <strong>${title === undefined ? 'Location' : asText(title, 'title')}</strong>
      ${address !== undefined && html`<span>${asText(address, 'address')}</span>`}
      <span class="small">${[latitude, longitude]
        .filter((degrees) => typeof degrees === 'number')
        .map((degrees) => degrees.toFixed(5))
        .join(', ')}</span>
    </div>`
}

/** A map of no real place, because real maps are on other hosts. */
const DrawnMap = () => html`
  <svg class="map" viewBox="0 0 240 120" preserveAspectRatio="xMidYMid slice" aria-hidden="true">
    <rect width="240" height="120" fill="#e9eee4" />
    <path d="M-10 92C40 70 70 112 120 92s90-40 130-20v60H-10z" fill="#a9d3ec" />
    <path d="M150 8h58v34h-58zM20 12h46v30H20z" fill="#c4deb4" />
    <path d="M-5 56h250M96-5v130M-5 20l110 30M176-5l-30 130" stroke="#fff" stroke-width="7" fill="none" />
    <path d="M120 72s-17-15-17-29a17 17 0 0 1 34 0c0 14-17 29-17 29z" fill="#e0483e" /><circle cx="120" cy="43" r="6.5" fill="#fff" />
  </svg>`

export const CouponMessage = (/** @type {Props} */ { message }) => html`
  <div class="bubble coupon">
    <span class="card-icon"><${Icon} name="coupon" size=${30} /></span>
    <span class="card-text"><strong>Coupon</strong><span>${asText(message.couponId, 'couponId')}</span></span>
  </div>`

export function StickerMessage(/** @type {Props} */ { message: { packageId, stickerId, text } }) {
  const name = `Sticker ${String(packageId)} / ${String(stickerId)}`
  return html`
    <figure class="sticker" title=${`${name}. LINE’s image is copyrighted, so a drawing replaces it here.`}>
      <${StickerPicture} packageId=${packageId} stickerId=${stickerId} />
      <figcaption>${typeof text === 'string' ? `“${text}” · ` : ''}${name}</figcaption>
    </figure>`
}
