import { html } from 'htm/preact'
import { faceOf } from '../state/people.js'
import { state } from '../state/store.js'

/** Fur, ground. */
const COLOURS = [
  ['#f7c59f', '#fde8d7'],
  ['#a9c6ea', '#dfeaf8'],
  ['#b9d8a5', '#e6f2de'],
  ['#e7b0c4', '#f9e2ea'],
  ['#d3bfe8', '#efe6f8'],
  ['#f2d58a', '#fbf0d0']
]
const INK = '#4a3728'

const EARS = [
  // a bear's, a cat's, a rabbit's
  (fur) => html`<circle cx="14" cy="15" r="6.5" fill=${fur} /><circle cx="34" cy="15" r="6.5" fill=${fur} />`,
  (fur) =>
    html`<path d="M9 23V9l11 6zM39 23V9l-11 6z" fill=${fur} stroke=${fur} stroke-width="2" stroke-linejoin="round" />`,
  (fur) =>
    html`<ellipse cx="17.5" cy="11" rx="4.3" ry="10" fill=${fur} /><ellipse cx="30.5" cy="11" rx="4.3" ry="10" fill=${fur} />`
]

const line = (d) =>
  html`<path d=${d} fill="none" stroke=${INK} stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round" />`
const dots = html`<circle cx="18.5" cy="27" r="1.9" fill=${INK} /><circle cx="29.5" cy="27" r="1.9" fill=${INK} />`

/** What a face says; an avatar has the first. */
const MOODS = [
  html`${dots}${line('M21 32c1.6 1.8 4.4 1.8 6 0')}`,
  html`${line('M16 28c1-2 4-2 5 0M27 28c1-2 4-2 5 0')}<path d="M19.5 31.5h9c0 6-9 6-9 0z" fill="#b3413a" />`,
  html`${line('M16 27h5M27 27h5M22 33h4')}<path d="M17 30c-2 3-1.5 4.5 0 4.5s2-1.5 0-4.5z" fill="#5aa9e6" />`,
  html`${line('M16 24l5 2.5M32 24l-5 2.5M20.5 34c2-2.5 5-2.5 7 0')}${dots}`,
  html`<path d="M18.5 30c-6-4-2-8 0-4.5 2-3.5 6 .5 0 4.5zM29.5 30c-6-4-2-8 0-4.5 2-3.5 6 .5 0 4.5z" fill="#e2475b" />${line('M21.5 33.5c1.5 1.2 3.5 1.2 5 0')}`,
  html`${line('M16 27.5c1 1.5 4 1.5 5 0M27 27.5c1 1.5 4 1.5 5 0')}<circle cx="24" cy="33" r="1.8" fill=${INK} />${line('M36 14h4l-4 4.5h4M41 7h3l-3 3.5h3')}`
]

function Animal({ kind, mood = 0 }) {
  const [fur] = COLOURS[kind % COLOURS.length]
  return html`
    ${EARS[kind % EARS.length](fur)}
    <ellipse cx="24" cy="28" rx="16" ry="14" fill=${fur} />
    <ellipse cx="15" cy="32" rx="2.6" ry="1.7" fill="#ee8f86" opacity=".55" />
    <ellipse cx="33" cy="32" rx="2.6" ry="1.7" fill="#ee8f86" opacity=".55" />
    ${MOODS[mood % MOODS.length]}`
}

const Robot = () => html`
  <path d="M24 8v6" stroke="#fff" stroke-width="2.4" stroke-linecap="round" /><circle cx="24" cy="7.5" r="2.6" fill="#fff" />
  <rect x="10" y="14" width="28" height="22" rx="8" fill="#fff" />
  <rect x="14" y="18.5" width="20" height="11" rx="5.5" fill="#0b4f2a" />
  <circle cx="19.5" cy="24" r="2.2" fill="#7dffb0" /><circle cx="28.5" cy="24" r="2.2" fill="#7dffb0" />
  <path d="M20.5 32.6h7" stroke="#0b4f2a" stroke-width="1.8" stroke-linecap="round" />`

const svg = (size, content, className = 'avatar') => html`
  <svg class=${className} width=${size} height=${size} viewBox="0 0 48 48" aria-hidden="true" focusable="false">${content}</svg>`

/** The picture of a user, the bot, a group or a room. */
export function Avatar({ id, kind = 'user', size = 36 }) {
  if (id !== undefined && id === state.people.bot.userId) {
    return svg(
      size,
      html`<rect width="48" height="48" fill="#06a94a" /><g transform="translate(0 2)"><${Robot} /></g>`
    )
  }
  const face = faceOf(id)
  const [, ground] = COLOURS[face % COLOURS.length]
  if (kind === 'user')
    return svg(size, html`<rect width="48" height="48" fill=${ground} /><${Animal} kind=${face} />`)
  return svg(
    size,
    html`<rect width="48" height="48" fill="#d5dfec" />
      <g transform="translate(1 2) scale(.6)"><${Animal} kind=${0} /></g>
      <g transform="translate(18 3) scale(.6)"><${Animal} kind=${1} /></g>
      <g transform="translate(9 18) scale(.6)"><${Animal} kind=${2} /></g>`
  )
}

/** A sticker: LINE's own pictures are LINE's, so another animal stands for them, the same for the same sticker. */
export function StickerPicture({ packageId, stickerId, size = 112 }) {
  const number =
    [...`${packageId}/${stickerId}`].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7) % 9973
  return svg(
    size,
    html`<ellipse cx="24" cy="44.5" rx="13" ry="2" fill="#0002" /><${Animal} kind=${number} mood=${1 + (Math.floor(number / 6) % 5)} />`,
    'sticker-picture'
  )
}
