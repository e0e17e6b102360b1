// The pictures of the page: icons, faces of people, stickers.

import { html } from 'htm/preact'
import { faceOf, state } from '../state/store.js'
import { lookUp } from '../state/unchecked.js'

/** Line drawings on a grid of 24 by 24, in the colour of the text. */
const PATHS = {
  plus: 'M12 5v14M5 12h14',
  send: 'M4.5 12 20 4.5 15.5 20l-4-6.5zM11.5 13.5 20 4.5',
  smile: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM8.5 14.5c1.8 2.2 5.2 2.2 7 0M9 9.6v.2M15 9.6v.2',
  sticker:
    'M20 12.5V7a3 3 0 0 0-3-3H7a3 3 0 0 0-3 3v10a3 3 0 0 0 3 3h5.5zM20 12.5h-4.5a3 3 0 0 0-3 3V20M8.7 11c.8 1 2.2 1 3 0',
  image:
    'M6 4h12a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2zM4.5 17l4.5-4.5 3 3 3.5-4L20 16M9 9v.2',
  video: 'M5 6h9a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V8a2 2 0 0 1 2-2zM16 10.5l5-3v9l-5-3',
  audio: 'M12 3.5a3 3 0 0 1 3 3V11a3 3 0 0 1-6 0V6.5a3 3 0 0 1 3-3zM6 11a6 6 0 0 0 12 0M12 17v3.5',
  file: 'M7 3.5h6.5L18.5 8.5V19a1.5 1.5 0 0 1-1.5 1.5H7A1.5 1.5 0 0 1 5.5 19V5A1.5 1.5 0 0 1 7 3.5zM13.5 3.5v5h5M9 13h6M9 16.5h4',
  location:
    'M12 21s-6.5-5.8-6.5-11a6.5 6.5 0 0 1 13 0c0 5.2-6.5 11-6.5 11zM12 12.3a2.3 2.3 0 1 0 0-4.6 2.3 2.3 0 0 0 0 4.6z',
  mention:
    'M12 15.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM15.5 8.5v5a2.5 2.5 0 0 0 5 0V12a8.5 8.5 0 1 0-3.5 6.9',
  follow:
    'M10 11.5a3.8 3.8 0 1 0 0-7.5 3.8 3.8 0 0 0 0 7.5zM3.5 20c.3-3.6 3-5.5 6.5-5.5s6.2 1.9 6.5 5.5M18.5 7.5v6M15.5 10.5h6',
  block: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM5.7 5.7l12.6 12.6',
  join: 'M8.5 11a3.3 3.3 0 1 0 0-6.5 3.3 3.3 0 0 0 0 6.5zM2.5 19c.3-3.2 2.7-5 6-5s5.7 1.8 6 5M15.5 5a3.3 3.3 0 0 1 0 5.9M17.5 14.4c2.3.6 3.7 2.2 4 4.6',
  leave: 'M14 4.5H7A1.5 1.5 0 0 0 5.5 6v12A1.5 1.5 0 0 0 7 19.5h7M11 12h9.5M17 8.5l3.5 3.5-3.5 3.5',
  beacon:
    'M12 13.5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3zM8.5 15.5a5 5 0 0 1 0-7M15.5 8.5a5 5 0 0 1 0 7M5.7 18.3a9 9 0 0 1 0-12.6M18.3 5.7a9 9 0 0 1 0 12.6',
  verify: 'M12 3l7 2.8v5.7c0 4.3-3 7.8-7 9.5-4-1.7-7-5.2-7-9.5V5.8zM9 12l2.2 2.2L15.2 10',
  forged: 'M12 3l7 2.8v5.7c0 4.3-3 7.8-7 9.5-4-1.7-7-5.2-7-9.5V5.8zM9.7 9.7l4.6 4.6M14.3 9.7l-4.6 4.6',
  clear:
    'M4.5 7h15M9.5 7V4.5h5V7M6.5 7l.8 11.6a1.5 1.5 0 0 0 1.5 1.4h6.4a1.5 1.5 0 0 0 1.5-1.4L17.5 7M10.5 10.5v6M13.5 10.5v6',
  save: 'M12 4v10.5M7.5 10.5 12 15l4.5-4.5M4.5 19.5h15',
  again: 'M19.5 12a7.5 7.5 0 1 1-2.3-5.4M19.5 3.5v4h-4',
  slow: 'M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM12 7.5V12l3 2',
  fail: 'M12 4 21 19.5H3zM12 10v4.5M12 17v.2',
  none: 'M4 12h5M15 12h5M9.5 8.5l5 7M14.5 8.5l-5 7',
  external:
    'M13.5 4.5h6v6M19.5 4.5l-8.5 8.5M17.5 14v4a1.5 1.5 0 0 1-1.5 1.5H6A1.5 1.5 0 0 1 4.5 18V8A1.5 1.5 0 0 1 6 6.5h4',
  gallery: 'M4.5 4.5h6v6h-6zM13.5 4.5h6v6h-6zM4.5 13.5h6v6h-6zM13.5 13.5h6v6h-6z',
  chevron: 'M9 5.5 15.5 12 9 18.5',
  up: 'M12 19V5.5M6 11l6-6 6 6',
  down: 'M12 5v13.5M6 13l6 6 6-6',
  calendar:
    'M6 5.5h12A1.5 1.5 0 0 1 19.5 7v11a1.5 1.5 0 0 1-1.5 1.5H6A1.5 1.5 0 0 1 4.5 18V7A1.5 1.5 0 0 1 6 5.5zM4.5 10h15M8.5 3.5v4M15.5 3.5v4',
  camera:
    'M4 8.5A1.5 1.5 0 0 1 5.5 7H8l1.5-2.5h5L16 7h2.5A1.5 1.5 0 0 1 20 8.5v9a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 17.5zM12 16a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4z',
  coupon: 'M4 7.5h16v3a1.8 1.8 0 0 0 0 3.5v3H4v-3a1.8 1.8 0 0 0 0-3.5zM14 8v1.5M14 11.5V13M14 15v1.5',
  copy: 'M9 8.5h9A1.5 1.5 0 0 1 19.5 10v9a1.5 1.5 0 0 1-1.5 1.5H9A1.5 1.5 0 0 1 7.5 19v-9A1.5 1.5 0 0 1 9 8.5zM4.5 15.5V5A1.5 1.5 0 0 1 6 3.5h9'
}

/**
 * An icon next to a label, or alone in a button that has an `aria-label`.
 *
 * @param {{ name: string, size?: number }} props
 */
export const Icon = ({ name, size = 20 }) => html`
  <svg class="icon" width=${size} height=${size} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    <path d=${lookUp(PATHS, name)} fill="none" stroke="currentColor" stroke-width="1.7"
      stroke-linecap="round" stroke-linejoin="round" />
  </svg>`

/** The triangle on a video, in a circle. */
export const Play = (/** @type {{ size?: number }} */ { size = 52 }) => html`
  <svg class="play" width=${size} height=${size} viewBox="0 0 52 52" aria-hidden="true" focusable="false">
    <circle cx="26" cy="26" r="25" fill="#0009" stroke="#fff" stroke-width="2" />
    <path d="M21 17v18l15-9z" fill="#fff" />
  </svg>`

/**
 * An item of a list, which starts over at its end.
 *
 * @template T
 * @param {T[]} list
 * @param {number} index
 */
const cycle = (list, index) => /** @type {T} */ (list[index % list.length])

/** Fur and background. @type {[string, string][]} */
const COLOURS = [
  ['#f7c59f', '#fde8d7'],
  ['#a9c6ea', '#dfeaf8'],
  ['#b9d8a5', '#e6f2de'],
  ['#e7b0c4', '#f9e2ea'],
  ['#d3bfe8', '#efe6f8'],
  ['#f2d58a', '#fbf0d0']
]
const INK = '#4a3728'
/** Readable on a light and a dark chat. */
const SLEEP = '#7d8ea6'

/** Of a bear, a cat, a rabbit. @type {((fur: string) => unknown)[]} */
const EARS = [
  (fur) => html`<circle cx="14" cy="15" r="6.5" fill=${fur} /><circle cx="34" cy="15" r="6.5" fill=${fur} />`,
  (fur) =>
    html`<path d="M9 23V9l11 6zM39 23V9l-11 6z" fill=${fur} stroke=${fur} stroke-width="2" stroke-linejoin="round" />`,
  (fur) =>
    html`<ellipse cx="17.5" cy="11" rx="4.3" ry="10" fill=${fur} /><ellipse cx="30.5" cy="11" rx="4.3" ry="10" fill=${fur} />`
]

const line = (/** @type {string} */ d, colour = INK) =>
  html`<path d=${d} fill="none" stroke=${colour} stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round" />`
const dots = html`<circle cx="18.5" cy="27" r="1.9" fill=${INK} /><circle cx="29.5" cy="27" r="1.9" fill=${INK} />`

/** Eyes and mouth; an avatar has the first. */
const MOODS = [
  html`${dots}${line('M21 32c1.6 1.8 4.4 1.8 6 0')}`,
  html`${line('M16 28c1-2 4-2 5 0M27 28c1-2 4-2 5 0')}<path d="M19.5 31.5h9c0 6-9 6-9 0z" fill="#b3413a" />`,
  html`${line('M16 27h5M27 27h5M22 33h4')}<path d="M17 30c-2 3-1.5 4.5 0 4.5s2-1.5 0-4.5z" fill="#5aa9e6" />`,
  html`${line('M16 24l5 2.5M32 24l-5 2.5M20.5 34c2-2.5 5-2.5 7 0')}${dots}`,
  html`<path d="M18.5 30c-6-4-2-8 0-4.5 2-3.5 6 .5 0 4.5zM29.5 30c-6-4-2-8 0-4.5 2-3.5 6 .5 0 4.5z" fill="#e2475b" />${line('M21.5 33.5c1.5 1.2 3.5 1.2 5 0')}`,
  html`${line('M16 27.5c1 1.5 4 1.5 5 0M27 27.5c1 1.5 4 1.5 5 0')}<circle cx="24" cy="33" r="1.8" fill=${INK} />${line('M36 14h4l-4 4.5h4M41 7h3l-3 3.5h3', SLEEP)}`
]

function Animal(/** @type {{ kind: number, mood?: number }} */ { kind, mood = 0 }) {
  const [fur] = cycle(COLOURS, kind)
  return html`
    ${cycle(EARS, kind)(fur)}
    <ellipse cx="24" cy="28" rx="16" ry="14" fill=${fur} />
    <ellipse cx="15" cy="32" rx="2.6" ry="1.7" fill="#ee8f86" opacity=".55" />
    <ellipse cx="33" cy="32" rx="2.6" ry="1.7" fill="#ee8f86" opacity=".55" />
    ${MOODS[mood]}`
}

const Robot = () => html`
  <path d="M24 8v6" stroke="#fff" stroke-width="2.4" stroke-linecap="round" /><circle cx="24" cy="7.5" r="2.6" fill="#fff" />
  <rect x="10" y="14" width="28" height="22" rx="8" fill="#fff" />
  <rect x="14" y="18.5" width="20" height="11" rx="5.5" fill="#0b4f2a" />
  <circle cx="19.5" cy="24" r="2.2" fill="#7dffb0" /><circle cx="28.5" cy="24" r="2.2" fill="#7dffb0" />
  <path d="M20.5 32.6h7" stroke="#0b4f2a" stroke-width="1.8" stroke-linecap="round" />`

/**
 * @param {number} size in pixels
 * @param {unknown} content
 */
const svg = (size, content, className = 'avatar') => html`
  <svg class=${className} width=${size} height=${size} viewBox="0 0 48 48" aria-hidden="true" focusable="false">${content}</svg>`

/**
 * The picture of a user, the bot, a group or a room.
 *
 * @param {{ id: string | undefined, kind?: string, size?: number }} props
 */
export function Avatar({ id, kind = 'user', size = 36 }) {
  if (id === state.people.bot.userId) {
    return svg(
      size,
      html`<rect width="48" height="48" fill="#06a94a" /><g transform="translate(0 2)"><${Robot} /></g>`
    )
  }
  if (kind === 'user') {
    const face = faceOf(id)
    const [, ground] = cycle(COLOURS, face)
    return svg(size, html`<rect width="48" height="48" fill=${ground} /><${Animal} kind=${face} />`)
  }
  return svg(
    size,
    html`<rect width="48" height="48" fill="#d5dfec" />
      <g transform="translate(1 2) scale(.6)"><${Animal} kind=${0} /></g>
      <g transform="translate(18 3) scale(.6)"><${Animal} kind=${1} /></g>
      <g transform="translate(9 18) scale(.6)"><${Animal} kind=${2} /></g>`
  )
}

/**
 * An animal in place of LINE's own picture, always the same for the same sticker.
 *
 * @param {{ packageId: unknown, stickerId: unknown, size?: number }} props
 */
export function StickerPicture({ packageId, stickerId, size = 112 }) {
  const number =
    [...`${packageId}/${stickerId}`].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7) % 9973
  const mood = 1 + (Math.floor(number / 6) % (MOODS.length - 1))
  return svg(
    size,
    html`<ellipse cx="24" cy="44.5" rx="13" ry="2" fill="#0002" /><${Animal} kind=${number} mood=${mood} />`,
    'sticker-picture'
  )
}
