/**
 * What comes before every path of LINE's API: nothing for `https://api.line.me`, `/line` for `https://example.com/line/`.
 *
 * @param baseUrl where the Messaging API is; a path may follow the host
 */
export const basePathOf = (baseUrl: string): string => new URL(baseUrl).pathname.replace(/\/+$/, '')
