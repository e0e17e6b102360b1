import type { messagingApi } from '@line/bot-sdk'
import { CALLBACK_PATH } from '../webhook/path.ts'
import { isCallbackUrl } from './checks.ts'
import { LANGUAGES } from './texts/texts.ts'

/**
 * Explains, in English, the usual cause of a failed test of a webhook URL by LINE.
 *
 * @param endpoint the address that was tested
 * @see https://developers.line.biz/en/reference/messaging-api/#test-webhook-endpoint
 */
export function explainWebhookTest(
  { reason, statusCode }: Pick<messagingApi.TestWebhookEndpointResponse, 'reason' | 'statusCode'>,
  endpoint: string
): string {
  switch (reason) {
    case 'COULD_NOT_CONNECT':
      return 'LINE cannot connect. Check that the bot is running, that its address is public, and that its certificate is signed by a public authority and sent with the whole chain'
    case 'REQUEST_TIMEOUT':
      return 'No response within LINE’s time limit: the bot may be asleep (a Heroku eco dyno) or far away'
    case 'ERROR_STATUS_CODE':
      return (
        BOT_RESPONSES[statusCode] ??
        `The bot never responds with ${statusCode}: ${inFrontOf(statusCode, endpoint)}`
      )
    default:
      return 'LINE could not deliver: check the address, its certificate, and the log of the bot'
  }
}

const REWRITTEN = 'something in front of the bot changes the request. A signed webhook by POST gets 200'

/** At its own address the bot responds with 200 or one of these. Other statuses come from something in front of it. */
const BOT_RESPONSES: Record<number, string> = {
  ...Object.fromEntries([400, 413, 415].map((status) => [status, `${status}: ${REWRITTEN}`])),
  403: LANGUAGES.en.steps.verify403,
  503: LANGUAGES.en.steps.verify503
}

function inFrontOf(statusCode: number, endpoint: string): string {
  if (statusCode === 404 && !isCallbackUrl(endpoint)) {
    return `this is not its address. The bot responds at ${CALLBACK_PATH}`
  }
  return IN_FRONT[statusCode] ?? IN_FRONT_BY_CLASS[Math.floor(statusCode / 100)] ?? `${SOMETHING} does`
}

const SOMETHING = 'something in front of it (a tunnel, a proxy, a firewall, the hosting company)'
const GONE =
  'the tunnel is closed or has a new address, or another server responds at this name. Register the address of the bot'
const LOGIN = 'something in front of it asks for a login. Let requests to the webhook URL pass without one'

const IN_FRONT: Record<number, string> = {
  401: LOGIN,
  404: GONE,
  405: 'another server responds at this name, and does not accept POST. Register the address of the bot',
  407: LOGIN,
  410: GONE,
  429: 'something in front of it limits the rate of requests. Exempt LINE from the limit',
  511: LOGIN
}

const IN_FRONT_BY_CLASS: Record<number, string> = {
  3: 'something in front of it redirects (to https, to another name, to a login page), and LINE does not follow. Register the address that it redirects to',
  4: `${SOMETHING} refused the request`,
  5: `${SOMETHING} failed, or cannot reach the bot. Check that the bot is running on the expected port`
}
