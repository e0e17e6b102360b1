import { isCallbackPath } from '../webhook/route.ts'

/** Whether an address is one at which the bot takes webhooks: with the last slash or without. */
export const isCallbackUrl = (url: string) => isCallbackPath(URL.parse(url)?.pathname ?? '')
