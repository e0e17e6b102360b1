import type { messagingApi } from '@line/bot-sdk'
import { CALLBACK_PATH } from '../webhook/route.ts'
import { isCallbackUrl } from './callback-url.ts'

/**
 * What the result of LINE's own test of a webhook URL usually means, for a test that failed.
 *
 * @param endpoint the address that was tested
 * @see https://developers.line.biz/en/reference/messaging-api/#test-webhook-endpoint
 */
export function meaningOf(
  { reason, statusCode }: Pick<messagingApi.TestWebhookEndpointResponse, 'reason' | 'statusCode'>,
  endpoint: string
): string {
  switch (reason) {
    case 'COULD_NOT_CONNECT':
      return 'LINE cannot connect: is the bot running, is the address public, is its certificate from a public authority with the whole chain?'
    case 'REQUEST_TIMEOUT':
      return 'no answer in the time that LINE waits: is the bot asleep (a Heroku eco dyno), or far away?'
    case 'ERROR_STATUS_CODE':
      return (
        BOT_ANSWERS[statusCode] ?? `${statusCode} is no answer of the bot: ${inFrontOf(statusCode, endpoint)}`
      )
    default:
      return 'LINE could not deliver: look at the address, its certificate, and the log of the bot'
  }
}

const REWRITTEN = 'something in front of the bot changes the request. A signed webhook by POST gets 200'

/** At its address the bot says 200 or one of these; any other status comes from what is in front of it. */
const BOT_ANSWERS: Record<number, string> = {
  400: `400: ${REWRITTEN}`,
  403: '403 has two causes. The log of the bot has a line with LINE_ERR_SIGNATURE: its LINE_CHANNEL_SECRET is of another channel than the access token. It has none: a firewall, a tunnel or a login in front of the bot keeps LINE out',
  413: `413: ${REWRITTEN}`,
  415: `415: ${REWRITTEN}`,
  503: '503: the bot is starting, stopping or overloaded, or its Redis is away (its log says which); or a router in front of it found no bot running (its log has no line)'
}

function inFrontOf(statusCode: number, endpoint: string): string {
  if (statusCode === 404 && !isCallbackUrl(endpoint)) {
    return `nothing is at this address. The bot answers at ${CALLBACK_PATH}`
  }
  return (
    IN_FRONT[statusCode] ??
    IN_FRONT_BY_CLASS[Math.floor(statusCode / 100)] ??
    `something in front of it ${GAVE_IT}`
  )
}

const GAVE_IT = 'gave it (a tunnel, a proxy, a firewall, the hosting company)'
const GONE =
  'the tunnel is gone or has another address now, or another server answers at this name. Register the address where the bot is'
const LOGIN = 'something in front of it asks for a login. Let requests to the webhook URL pass without one'
const UNREACHABLE =
  'the tunnel or proxy in front of it does not reach the bot. Is it running, at the port that is expected?'

const IN_FRONT: Record<number, string> = {
  401: LOGIN,
  404: GONE,
  405: 'another server answers at this name, one that takes no POST. Register the address where the bot is',
  407: LOGIN,
  410: GONE,
  429: 'something in front of it limits how many requests come. Let LINE pass',
  502: UNREACHABLE,
  504: UNREACHABLE,
  511: LOGIN
}

const IN_FRONT_BY_CLASS: Record<number, string> = {
  3: 'something in front of it redirects (to https, to another name, to a login page), and LINE does not follow. Register the address to which it leads',
  4: `something in front of it refused the request, and ${GAVE_IT}`,
  5: `something in front of it failed, or does not reach the bot, and ${GAVE_IT}`
}
