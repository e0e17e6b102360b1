/** Text that is already HTML. It is a class so that JSON input cannot be mistaken for it. */
export class Html {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

type Part = Html | string | number | null | undefined | false | Part[]

/**
 * Creates HTML from a template. Escapes its values, except `Html`; null, undefined and false are omitted.
 *
 * @example html`<p>${'a < b'}</p>`.text // '<p>a &#60; b</p>'
 */
export const html = (strings: TemplateStringsArray, ...parts: Part[]): Html =>
  new Html(String.raw({ raw: strings }, ...parts.map(asText)))

function asText(part: Part): string {
  if (part === undefined || part === null || part === false) return ''
  if (Array.isArray(part)) return part.map(asText).join('')
  if (part instanceof Html) return part.text
  return String(part).replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)
}

/** Quotes a message in English from LINE or Redis. */
export const quote = (introduction: string, words: string): Html =>
  html`<p>${introduction}<br><q lang="en">${words}</q></p>`
