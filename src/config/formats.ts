/** The formats in which LINE issues them. */
export const CHANNEL_ID = /^\d{10}$/
export const CHANNEL_SECRET = /^[0-9a-f]{32}$/i

/** Splits `LINE_CHANNEL_SECRET`: one secret or, during a rotation, the new one and the old one after a comma. */
export const splitChannelSecrets = (text: string): string[] => text.split(',').map((secret) => secret.trim())

/** Whether `text` is one channel secret, or two separated by a comma. */
export function areChannelSecrets(text: string): boolean {
  const secrets = splitChannelSecrets(text)
  return secrets.length <= 2 && secrets.every((secret) => secret !== '')
}

/** Whether `text` is an http or https URL that has a host, but no credentials, path, query or fragment. */
export function isBaseUrl(text: string): boolean {
  const url = URL.parse(text)
  return url !== null && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`
}

/** Whether `text` is a `redis://` or `rediss://` URL that has a host and, as its path, nothing or a database number. */
export function isRedisUrl(text: string): boolean {
  const url = URL.parse(text)
  if (!url || !/^rediss?:\/\/[^/]/.test(text) || !/^\/?\d*$/.test(url.pathname)) return false
  try {
    decodeURIComponent(url.username + url.password)
    return true
  } catch {
    return false
  }
}
