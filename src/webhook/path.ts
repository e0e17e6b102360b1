/** Where LINE sends webhooks. */
export const CALLBACK_PATH = '/echobot/callback/'

/** Whether webhooks come to this path: with the last slash or without. */
export const isCallbackPath = (path: string): boolean =>
  path === CALLBACK_PATH || `${path}/` === CALLBACK_PATH
