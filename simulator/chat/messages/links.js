import { html } from 'htm/preact'

/** An address ends at a space, or at a bracket or full stop of Chinese and Japanese, which have no spaces. */
const ADDRESS = /https?:\/\/[^\s<>"、。，！？「」『』【】（）［］《》]+/gi

/** A text whose addresses are links, as in LINE's apps. */
export function linked(/** @type {string} */ text) {
  const parts = []
  let end = 0
  for (const { 0: found, index } of text.matchAll(ADDRESS)) {
    const href = withoutEnd(found)
    if (!URL.canParse(href)) continue
    parts.push(
      text.slice(end, index),
      html`<a href=${href} target="_blank" rel="noopener noreferrer">${href}</a>`
    )
    end = index + href.length
  }
  return [...parts, text.slice(end)]
}

/** An address without the punctuation of the sentence around it. A bracket stays if the address opens it. */
function withoutEnd(/** @type {string} */ found) {
  let address = found
  while (/[.,:;!?'*)\]}]$/.test(address)) {
    if (address.endsWith(')') && count(address, '(') >= count(address, ')')) break
    address = address.slice(0, -1)
  }
  return address
}

const count = (/** @type {string} */ text, /** @type {string} */ letter) => text.split(letter).length
