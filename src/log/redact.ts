const MAX_LENGTH = 500

/**
 * Text that came from outside (LINE, Redis, a proxy), safe to log or to show to anybody: on one line, at most 500
 * characters, without credentials and user ids. Everything such a server sends goes through here before it is used.
 *
 * @param secrets what must not appear in any case: a server may echo the token it was sent, which need not be long
 * @example redact('Bearer aB3…170 more characters is wrong') // 'Bearer … is wrong'
 */
export function redact(text: unknown, secrets: string[] = []): string {
  let words = String(text ?? '')
  for (const secret of secrets) if (secret !== '') words = words.replaceAll(secret, '…')
  return words
    .replace(/\S+/g, (word) => (LINE_DOCS.test(word) ? word : word.replace(CREDENTIAL, '…')))
    .replace(/[\s\p{C}]+/gu, ' ')
    .trim()
    .slice(0, MAX_LENGTH)
    .toWellFormed()
}

/** Channel secrets and user ids have 32 characters or more; `messages[0].template.columns[0]` has shorter words. */
const CREDENTIAL = /[\w+/=-]{32,}/g
const LINE_DOCS = /^https:\/\/[\w.-]{0,50}line\.biz\//
