/** The path to which LINE sends webhooks. */
export const CALLBACK_PATH = '/echobot/callback/'

/** Whether a URL's path is that of webhooks, with or without the trailing slash and a query. */
export function isCallbackPath(url: string): boolean {
  const [path] = url.split('?', 1)
  return path === CALLBACK_PATH || `${path}/` === CALLBACK_PATH
}
