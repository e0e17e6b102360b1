import { html } from 'htm/preact'

/** Line drawings on a grid of 24 by 24; they take the colour of the text. */
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
  menu: 'M4.5 7h15M4.5 12h15M4.5 17h15',
  calendar:
    'M6 5.5h12A1.5 1.5 0 0 1 19.5 7v11a1.5 1.5 0 0 1-1.5 1.5H6A1.5 1.5 0 0 1 4.5 18V7A1.5 1.5 0 0 1 6 5.5zM4.5 10h15M8.5 3.5v4M15.5 3.5v4',
  camera:
    'M4 8.5A1.5 1.5 0 0 1 5.5 7H8l1.5-2.5h5L16 7h2.5A1.5 1.5 0 0 1 20 8.5v9a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 17.5zM12 16a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4z',
  coupon: 'M4 7.5h16v3a1.8 1.8 0 0 0 0 3.5v3H4v-3a1.8 1.8 0 0 0 0-3.5zM14 8v1.5M14 11.5V13M14 15v1.5',
  copy: 'M9 8.5h9A1.5 1.5 0 0 1 19.5 10v9a1.5 1.5 0 0 1-1.5 1.5H9A1.5 1.5 0 0 1 7.5 19v-9A1.5 1.5 0 0 1 9 8.5zM4.5 15.5V5A1.5 1.5 0 0 1 6 3.5h9'
}

/** An icon beside a label, or alone in a button that has one for screen readers. */
export const Icon = ({ name, size = 20 }) => html`
  <svg class="icon" width=${size} height=${size} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    <path d=${PATHS[name] ?? PATHS.file} fill="none" stroke="currentColor" stroke-width="1.7"
      stroke-linecap="round" stroke-linejoin="round" />
  </svg>`

/** The triangle on a video, in a circle. */
export const Play = ({ size = 52 }) => html`
  <svg class="play" width=${size} height=${size} viewBox="0 0 52 52" aria-hidden="true" focusable="false">
    <circle cx="26" cy="26" r="25" fill="#0009" stroke="#fff" stroke-width="2" />
    <path d="M21 17v18l15-9z" fill="#fff" />
  </svg>`
