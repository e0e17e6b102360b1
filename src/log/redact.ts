const MAX_LENGTH = 500

/**
 * Makes text from outside (LINE, Redis, a proxy) safe to log and to show publicly: returns one line of at most 500
 * characters, without credentials and user ids. Every text from such a server is redacted before it is used.
 *
 * @param secrets are always removed, because a server may echo the access token it received, which may be short
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
