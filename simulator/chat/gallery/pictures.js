/** The address of a picture of the gallery's. LINE takes JPEG and PNG only; a page shows drawings as well. */
export const picture = (name) => `${location.origin}/chat/gallery/pictures/${name}.svg`

/** The short forms in which the samples are written. */
export const text = (words, more) => ({ type: 'text', text: words, ...more })
export const image = (name, more) => ({ type: 'image', url: picture(name), ...more })
export const icon = (name, more) => ({ type: 'icon', url: picture(name), ...more })
export const box = (layout, contents, more) => ({ type: 'box', layout, contents, ...more })
export const separator = (more) => ({ type: 'separator', ...more })
export const message = (label, words = label) => ({ type: 'message', label, text: words })
export const button = (action, more) => ({ type: 'button', action, ...more })
export const bubble = (more) => ({ type: 'bubble', ...more })
export const flex = (altText, contents) => ({ type: 'flex', altText, contents })
