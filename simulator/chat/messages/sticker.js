import { html } from 'htm/preact'
import { StickerPicture } from '../ui/faces.js'

export function Sticker({ message: { packageId, stickerId, text } }) {
  const name = `Sticker ${String(packageId)} / ${String(stickerId)}`
  return html`
    <figure class="sticker" title=${`${name}. LINE’s picture is LINE’s: another stands for it here.`}>
      <${StickerPicture} packageId=${packageId} stickerId=${stickerId} />
      <figcaption>${typeof text === 'string' ? `“${text}” · ` : ''}${name}</figcaption>
    </figure>`
}
