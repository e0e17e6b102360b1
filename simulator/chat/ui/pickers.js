// The pickers of stickers and LINE emoji: some of those that LINE's documentation lists, so that bots can send them, too.

import { html } from 'htm/preact'
import { send } from '../state/simulator.js'
import { lookUp } from '../state/unchecked.js'
import { StickerPicture } from './drawings.js'
import { Popup } from './popup.js'

/**
 * Title of the package without its edition, package id and sticker id. Only the titles are known, not what a sticker shows.
 *
 * @see https://developers.line.biz/en/docs/messaging-api/sticker-list/
 */
const STICKERS = [
  ['Moon', '446', '1988'],
  ['Moon', '446', '1993'],
  ['Sally', '789', '10855'],
  ['Sally', '789', '10857'],
  ['Brown & Cony & Sally', '11537', '52002734'],
  ['Brown & Cony & Sally', '11537', '52002735'],
  ['CHOCO & Friends', '11538', '51626494'],
  ['UNIVERSTAR BT21', '11539', '52114110']
]

/** Sends a sticker. */
export const StickerPicker = () => html`
  <${Popup} id="stickers" name="Sticker" title="Send a sticker" icon="sticker" isAtEnd
    panel=${(/** @type {() => void} */ close) =>
      STICKERS.map(([name, packageId, stickerId]) => {
        const choose = () => {
          close()
          send({ type: 'sticker', packageId, stickerId })
        }
        return html`
          <button type="button" onClick=${choose}>
            <${StickerPicture} packageId=${packageId} stickerId=${stickerId} size=${48} />
            ${name} <small>${packageId} / ${stickerId}</small>
          </button>`
      })} />`

const productId = '5ac1bfd5040ab15980c9b435'

/**
 * LINE emoji, by the text that stands for them in a message. LINE sends an emoji's name, but documents that of the first only;
 * the others are called by their id.
 *
 * @see https://developers.line.biz/en/docs/messaging-api/emoji-list/
 * @see https://developers.line.biz/en/reference/messaging-api/#wh-text
 */
const EMOJIS = {
  '(love)': { productId, emojiId: '001' },
  '(emoji002)': { productId, emojiId: '002' },
  '(emoji003)': { productId, emojiId: '003' },
  '(emoji004)': { productId, emojiId: '004' },
  '(emoji005)': { productId, emojiId: '005' },
  '(emoji006)': { productId, emojiId: '006' },
  '(emoji007)': { productId, emojiId: '007' },
  '(emoji008)': { productId, emojiId: '008' }
}

/** The LINE emoji in a text, as an event has them. */
export function emojisIn(/** @type {string} */ text) {
  return [...text.matchAll(/\(\w+\)/g)].flatMap(({ 0: name, index }) => {
    const emoji = lookUp(EMOJIS, name)
    return emoji ? [{ index, length: name.length, ...emoji }] : []
  })
}

/** Inserts the text of a LINE emoji. */
export const EmojiPicker = (/** @type {{ insert: (text: string) => void }} */ { insert }) => html`
  <${Popup} id="emojis" name="Emoji" title="Insert a LINE emoji" icon="smile" size=${22} isAtEnd
    panel=${(/** @type {() => void} */ close) =>
      Object.entries(EMOJIS).map(([name, { emojiId }]) => {
        const choose = () => {
          close()
          insert(name)
        }
        return html`
          <button type="button" title=${`LINE emoji ${productId} / ${emojiId}`} onClick=${choose}>
            <span class="emoji">☺ ${emojiId}</span> ${name}
          </button>`
      })} />`
