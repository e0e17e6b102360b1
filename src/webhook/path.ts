/** Where LINE sends webhooks. */
export const CALLBACK_PATH = '/echobot/callback/'

/** Whether webhooks come to this address: with the last slash or without, whatever the query. */
export function isCallbackPath(url: string): boolean {
  const [path] = url.split('?', 1)
  return path === CALLBACK_PATH || `${path}/` === CALLBACK_PATH
}
