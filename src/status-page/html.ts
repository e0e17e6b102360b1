/** Text that is HTML already. */
export class Html {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

type Part = Html | string | number | null | undefined | false | Part[]

/** A template of HTML: what is put into it is escaped, unless it is HTML already. */
export const html = (strings: TemplateStringsArray, ...parts: Part[]): Html =>
  new Html(String.raw({ raw: strings }, ...parts.map(asText)))

function asText(part: Part): string {
  if (part === undefined || part === null || part === false) return ''
  if (Array.isArray(part)) return part.map(asText).join('')
  return part instanceof Html
    ? part.text
    : String(part).replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)
}
