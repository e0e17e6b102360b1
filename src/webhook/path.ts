/** The path to which LINE sends webhooks. */
export const CALLBACK_PATH = '/echobot/callback/'

/** Whether the path is that of webhooks, with or without the trailing slash. */
export const isCallbackPath = (path: string): boolean =>
  path === CALLBACK_PATH || `${path}/` === CALLBACK_PATH
