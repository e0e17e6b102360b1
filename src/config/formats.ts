/** As LINE issues them. */
export const CHANNEL_ID = /^\d{10}$/
export const CHANNEL_SECRET = /^[0-9a-f]{32}$/i

/** The secrets of `LINE_CHANNEL_SECRET`: one or, while it is rotated, the new one and the old one after a comma. */
export const splitChannelSecrets = (text: string): string[] => text.split(',').map((secret) => secret.trim())

/** One channel secret, or two separated by a comma. */
export function areChannelSecrets(text: string): boolean {
  const secrets = splitChannelSecrets(text)
  return secrets.length <= 2 && secrets.every((secret) => secret !== '')
}

/** The address of a Messaging API: http or https and a host, without credentials, path, query or fragment. */
export function isBaseUrl(text: string): boolean {
  const url = URL.parse(text)
  return url !== null && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`
}

/** `redis://` or `rediss://` with a host, and for a path the number of a database. */
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
