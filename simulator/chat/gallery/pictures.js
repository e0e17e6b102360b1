/** @import { Unchecked } from '../types.d.ts' */

/** The address of one of the gallery's pictures. LINE accepts only JPEG and PNG, but a page shows SVG as well. */
export const picture = (/** @type {string} */ name) => new URL(`pictures/${name}.svg`, import.meta.url).href

// Short forms for the samples.

/** @type {(words: string, more?: Unchecked) => Unchecked} */
export const text = (words, more) => ({ type: 'text', text: words, ...more })
/** @type {(name: string, more?: Unchecked) => Unchecked} */
export const image = (name, more) => ({ type: 'image', url: picture(name), ...more })
/** @type {(name: string, more?: Unchecked) => Unchecked} */
export const icon = (name, more) => ({ type: 'icon', url: picture(name), ...more })
/** @type {(layout: string, contents: Unchecked[], more?: Unchecked) => Unchecked} */
export const box = (layout, contents, more) => ({ type: 'box', layout, contents, ...more })
/** @type {(more?: Unchecked) => Unchecked} */
export const separator = (more) => ({ type: 'separator', ...more })
/** @type {(label: string, words?: string) => Unchecked} */
export const message = (label, words = label) => ({ type: 'message', label, text: words })
/** @type {(action: Unchecked, more?: Unchecked) => Unchecked} */
export const button = (action, more) => ({ type: 'button', action, ...more })
/** @type {(more: Unchecked) => Unchecked} */
export const bubble = (more) => ({ type: 'bubble', ...more })
/** @type {(altText: string, contents: Unchecked) => Unchecked} */
export const flex = (altText, contents) => ({ type: 'flex', altText, contents })
