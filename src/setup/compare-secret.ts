import { sign } from '../webhook/signature.ts'
import { isCallbackUrl } from './checks.ts'

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/
/** What LINE sends when it tests a webhook URL: no event, so that nothing is replied to. */
const BODY = JSON.stringify({ destination: `U${'0'.repeat(32)}`, events: [] })

/** Whether the bot at a webhook URL has a channel secret, or why that is not known. */
export type SecretComparison = 'same' | 'other' | { unknown: string }

/**
 * Sends the bot a webhook without events, signed with a channel secret. Only the signature leaves this machine, and only
 * encrypted or to this machine itself. No redirect is followed.
 *
 * @param endpoint the webhook URL
 */
export async function compareSecret(
  endpoint: string,
  channelSecret: string,
  timeoutMs = 5_000
): Promise<SecretComparison> {
  const url = URL.parse(endpoint)
  if (!url || !isCallbackUrl(endpoint)) return { unknown: 'the webhook URL is not the bot’s' }
  if (url.protocol !== 'https:' && !LOOPBACK.test(url.hostname))
    return { unknown: 'the webhook URL is not https' }
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-line-signature': sign(BODY, channelSecret) },
      body: BODY,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs)
    })
    if (response.status === 200) return 'same'
    // Something in front of the bot may respond with 403, too. Only the bot has this code.
    const isOther = response.status === 403 && (await response.text()).includes('LINE_ERR_SIGNATURE')
    return isOther ? 'other' : { unknown: `${response.status} is the response to a signed webhook` }
  } catch {
    return { unknown: 'this machine cannot reach the bot' }
  }
}
