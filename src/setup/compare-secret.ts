import { sign } from '../webhook/signature.ts'
import { isCallbackUrl } from './checks.ts'

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/
/** The body that LINE sends to test a webhook URL. It has no events, so the bot sends no reply. */
const BODY = JSON.stringify({ destination: `U${'0'.repeat(32)}`, events: [] })

/** Whether the bot at a webhook URL has a given channel secret, or why that is unknown. */
export type SecretComparison = 'same' | 'other' | { unknown: string }

/**
 * Sends the bot a webhook without events, signed with a channel secret. The secret itself is not sent; the signature is sent
 * only over https or to this machine. No redirect is followed.
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
    // A proxy in front of the bot may respond with 403, too. Only the bot sends this code.
    const isOther = response.status === 403 && (await response.text()).includes('LINE_ERR_SIGNATURE')
    return isOther ? 'other' : { unknown: `the response to a signed webhook was ${response.status}` }
  } catch {
    return { unknown: 'this machine cannot reach the bot' }
  }
}
