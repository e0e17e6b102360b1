import { credentialsOf } from '../config/config.ts'
import type { Config } from '../config/schema.ts'
import { answerOf, type ChannelClient, ChannelError, createLine } from '../line/line.ts'
import { redact } from '../log/redact.ts'
import { CALLBACK_PATH } from '../webhook/route.ts'
import { isCallbackUrl } from './callback-url.ts'
import { bad, type Check, good, skipped } from './check.ts'
import { meaningOf } from './webhook-test.ts'

/** The channel as the bot asks it; what goes wrong is said by the checks. */
export function channelOf(config: Config): ChannelClient {
  const { LINE_API_BASE_URL: baseUrl } = config
  const log = { error: ignore, warn: ignore, info: ignore, debug: ignore }
  return createLine({ baseUrl, credentials: credentialsOf(config), log }).channel
}

const ignore = () => {}

/**
 * Asks LINE about the channel, and has it test the webhook URL.
 *
 * @param endpoint the webhook URL to test; by default the registered one
 */
export async function* channelChecks(config: Config, endpoint: string | undefined): AsyncGenerator<Check> {
  const channel = channelOf(config)
  const isIssued = config.LINE_CHANNEL_ACCESS_TOKEN === undefined
  const bot = await answerOf(channel.bot())
  if (bot instanceof ChannelError) {
    yield bad('access token', tokenProblem(bot, isIssued))
    for (const check of ['clock', 'webhook URL', 'use webhook', 'webhook test']) {
      yield skipped(check, 'LINE has to accept the access token first')
    }
    return
  }
  const { displayName, basicId } = bot.profile
  const source = isIssued ? 'issued by the channel ID and secret; ' : ''
  yield good('access token', `${source}LINE accepts it: ${displayName} (${basicId})`)
  yield clock(bot.clockSkewMs)
  yield* webhookChecks(channel, endpoint)
}

async function* webhookChecks(channel: ChannelClient, endpoint: string | undefined): AsyncGenerator<Check> {
  const registered = await answerOf(channel.webhook())
  if (registered instanceof ChannelError) {
    yield bad(
      'webhook URL',
      `LINE does not say which one is registered (${lineSays(registered)}): try again later`
    )
    yield skipped('use webhook', 'LINE does not say')
  } else if (registered) {
    yield isCallbackUrl(registered.endpoint)
      ? good('webhook URL', registered.endpoint)
      : bad(
          'webhook URL',
          `${registered.endpoint} is registered, and the bot answers at ${CALLBACK_PATH}: ${REGISTER}`
        )
    yield registered.active
      ? good('use webhook', 'it is on')
      : bad('use webhook', `it is off: ${MESSAGING_API} > Webhook settings > Use webhook`)
    endpoint ??= registered.endpoint
  } else {
    yield bad('webhook URL', `none is registered: ${REGISTER}`)
    yield skipped('use webhook', 'there is no webhook URL')
  }
  yield endpoint ? await webhookTest(channel, endpoint) : skipped('webhook test', 'there is no webhook URL')
}

const CHANNEL = 'LINE Developers Console > your channel'
const MESSAGING_API = `${CHANNEL} > Messaging API`
const REGISTER = `npm run doctor -- --set-webhook https://HOST${CALLBACK_PATH}`

/** LINE's own words, or what kept it from saying any. */
export const lineSays = ({ status, message }: ChannelError): string =>
  redact(message) || (status ? `status ${status}` : 'no answer')

function tokenProblem(error: ChannelError, isIssued: boolean): string {
  const { status } = error
  const words = lineSays(error)
  return status === undefined
    ? `LINE cannot be reached (${words}): ${error.remedy ?? 'look at the network, and at LINE_API_BASE_URL if it is set'}`
    : `${refusal(status, error.notIssued, isIssued)}. LINE's words: ${words}`
}

function refusal(status: number, notIssued: boolean, isIssued: boolean): string {
  if (status === 403) {
    return `LINE does not allow this call (403): if the channel lets only some addresses call it (${CHANNEL} > Security), add the one of this machine; or something between here and LINE refused the call`
  }
  if (notIssued) {
    return `LINE issues none (${status}): LINE_CHANNEL_ID and LINE_CHANNEL_SECRET must be the Channel ID and the Channel secret of one channel (${CHANNEL} > Basic settings)`
  }
  if (status !== 401) return `LINE has an error (${status}): try again later, and look at LINE_API_BASE_URL`
  return isIssued
    ? 'LINE issues one and refuses it (401): try again later, and look at LINE_API_BASE_URL'
    : `LINE refuses it (401): issue a new one (${MESSAGING_API} > Channel access token) and set LINE_CHANNEL_ACCESS_TOKEN`
}

function clock(skew: number | undefined): Check {
  if (skew === undefined) return skipped('clock', 'LINE did not say what time it is')
  const seconds = Math.round(Math.abs(skew) / 1_000)
  if (seconds <= 30) return good('clock', 'right')
  return bad(
    'clock',
    `${seconds} seconds ${skew > 0 ? 'behind' : 'ahead of'} LINE's: reply tokens live for one minute. Set this machine's clock by NTP`
  )
}

async function webhookTest(channel: ChannelClient, endpoint: string): Promise<Check> {
  const result = await answerOf(channel.testWebhook(endpoint))
  if (result instanceof ChannelError) {
    const remedy = result.status === 429 ? 'LINE allows 60 tests an hour: try again later' : 'try again later'
    return bad('webhook test', `LINE could not test the address (${lineSays(result)}): ${remedy}`)
  }
  if (result.success) return good('webhook test', 'LINE reaches the bot, and the bot accepts its signature')
  return bad(
    'webhook test',
    `${meaningOf(result, endpoint)} (LINE: ${result.reason}, ${redact(result.detail)})`
  )
}
