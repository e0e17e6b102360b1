import packageJson from '../../package.json' with { type: 'json' }
import { credentialsOf, readConfig } from '../config/config.ts'
import { ConfigError } from '../config/config-error.ts'
import { hintsOn } from '../config/hints.ts'
import type { Config } from '../config/schema.ts'
import { createAccessToken } from '../line/access-token.ts'
import { type Channel, createChannel } from '../line/channel.ts'
import type { ChannelError } from '../line/channel-error.ts'
import { CALLBACK_PATH } from '../webhook/route.ts'

/** One thing that was looked at, and how it is. */
export interface Check {
  check: string
  /** `doubtful` is worth a look, and no failure; `skipped` could not be looked at because of another */
  state: 'good' | 'bad' | 'doubtful' | 'skipped'
  /** what was found, and how to mend it; never a credential */
  message: string
}

export interface ChecksOptions {
  /** usually `process.env` */
  environment: NodeJS.ProcessEnv
  /** the webhook URL to have LINE test; by default the registered one */
  endpoint?: string | undefined
}

/** Looks at everything the bot needs, one thing after the other. */
export async function* checks({ environment, endpoint }: ChecksOptions): AsyncGenerator<Check> {
  yield nodeVersion()
  let config: Config
  try {
    config = readConfig(environment)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    for (const { message } of error.problems) yield bad('environment', message)
    return
  }
  const hints = hintsOn(config)
  for (const { message } of hints) yield { check: 'environment', state: 'doubtful', message }
  if (hints.length === 0) yield good('environment', 'complete')
  yield* channelChecks(channelOf(config), endpoint, config.LINE_CHANNEL_ACCESS_TOKEN === undefined)
  if (config.REDIS_URL) yield await redis(config, config.REDIS_URL)
}

/** The channel as the bot asks it; what goes wrong is said by the checks. */
export function channelOf(config: Config): Channel {
  const { LINE_API_BASE_URL: baseUrl } = config
  const log = { error: ignore, warn: ignore, info: ignore, debug: ignore }
  const accessToken = createAccessToken({ credentials: credentialsOf(config), baseUrl, log })
  return createChannel({ baseUrl, accessToken })
}

const ignore = () => {}

function nodeVersion(): Check {
  const major = packageJson.engines.node.replace('.x', '')
  if (process.versions.node.startsWith(`${major}.`)) return good('Node.js', process.versions.node)
  return {
    check: 'Node.js',
    state: 'doubtful',
    message: `${process.versions.node}: the bot is made for ${major}. Install it, or start the bot with npm, which brings it along`
  }
}

async function* channelChecks(
  channel: Channel,
  endpoint: string | undefined,
  issued: boolean
): AsyncGenerator<Check> {
  try {
    const { profile, clockSkew } = await channel.bot()
    const source = issued ? 'issued by the channel ID and secret; ' : ''
    yield good('access token', `${source}LINE accepts it: ${profile.displayName} (${profile.basicId})`)
    yield clock(clockSkew)
  } catch (error) {
    yield bad('access token', tokenTrouble(error as ChannelError, issued))
    for (const check of ['clock', 'webhook URL', 'use webhook', 'webhook test']) {
      yield { check, state: 'skipped', message: 'LINE has to accept the access token first' }
    }
    return
  }
  const registered = await channel.webhook()
  if (!registered) {
    yield bad(
      'webhook URL',
      `none is registered: npm run doctor -- --set-webhook https://HOST${CALLBACK_PATH}`
    )
    yield { check: 'use webhook', state: 'skipped', message: 'there is no webhook URL' }
    if (!endpoint) {
      yield { check: 'webhook test', state: 'skipped', message: 'there is no webhook URL' }
      return
    }
  } else {
    yield path(registered.endpoint)
    yield registered.active
      ? good('use webhook', 'it is on')
      : bad('use webhook', `it is off: ${CONSOLE} > Webhook settings > Use webhook`)
  }
  yield await webhookTest(channel, endpoint)
}

const SETTINGS = 'LINE Developers Console > your channel > Basic settings'
const CONSOLE = 'LINE Developers Console > your channel > Messaging API'

function tokenTrouble({ status, message, notIssued }: ChannelError, issued: boolean): string {
  if (notIssued) {
    return `LINE issues none (${status}): LINE_CHANNEL_ID and LINE_CHANNEL_SECRET must be the Channel ID and the Channel secret of one channel (${SETTINGS})`
  }
  if (status === 401 && issued) {
    return 'LINE issues one and refuses it (401): try again later, and look at LINE_API_BASE_URL'
  }
  if (status === 401 || status === 403) {
    return `LINE refuses it (${status}): issue a new one (${CONSOLE} > Channel access token) and set LINE_CHANNEL_ACCESS_TOKEN`
  }
  if (status) return `LINE says ${status}, ${message}: try again later, and look at LINE_API_BASE_URL`
  return `LINE cannot be reached (${message}): look at the network, and at LINE_API_BASE_URL if it is set`
}

function clock(skew: number | undefined): Check {
  if (skew === undefined)
    return { check: 'clock', state: 'skipped', message: 'LINE did not say what time it is' }
  const seconds = Math.round(Math.abs(skew) / 1_000)
  if (seconds <= 30) return good('clock', 'right')
  return bad(
    'clock',
    `${seconds} seconds ${skew > 0 ? 'behind' : 'ahead of'} LINE's: reply tokens live for one minute. Set this machine's clock by NTP`
  )
}

function path(endpoint: string): Check {
  const pathname = URL.parse(endpoint)?.pathname.replace(/\/?$/, '/')
  if (pathname === CALLBACK_PATH) return good('webhook URL', endpoint)
  return bad(
    'webhook URL',
    `${endpoint} is registered, and the bot answers at ${CALLBACK_PATH}: npm run doctor -- --set-webhook https://HOST${CALLBACK_PATH}`
  )
}

/** LINE's own test of the address, and what its result usually means. */
async function webhookTest(channel: Channel, endpoint: string | undefined): Promise<Check> {
  try {
    const { success, reason, statusCode, detail } = await channel.testWebhook(endpoint)
    if (success) return good('webhook test', 'LINE reaches the bot, and the bot accepts its signature')
    return bad(
      'webhook test',
      `${TEST_REASONS[reason]?.(statusCode) ?? UNCLASSIFIED} (LINE: ${reason}, ${detail})`
    )
  } catch (error) {
    const { status, message } = error as ChannelError
    const remedy = status === 429 ? 'LINE allows 60 tests an hour: try again later' : 'try again later'
    return bad('webhook test', `LINE could not test the address (${status ?? message}): ${remedy}`)
  }
}

const UNCLASSIFIED = 'LINE could not deliver: look at the address, its certificate, and the log of the bot'
const TEST_REASONS: Record<string, (statusCode: number) => string> = {
  COULD_NOT_CONNECT: () =>
    'LINE cannot connect: is the bot running, is the address public, is its certificate from a public authority with the whole chain?',
  REQUEST_TIMEOUT: () =>
    'the bot took longer than LINE waits: is it asleep (a Heroku eco dyno), or far away?',
  ERROR_STATUS_CODE: (statusCode) =>
    STATUS_CODES[statusCode] ?? `the bot answered ${statusCode}: its log says why`
}
const STATUS_CODES: Record<number, string> = {
  403: 'the bot answered 403: its LINE_CHANNEL_SECRET is of another channel than the access token',
  404: `the bot answered 404: the address must end in ${CALLBACK_PATH}`,
  503: 'the bot answered 503: it is starting, stopping or overloaded, or its Redis is away; its log says which'
}

async function redis(config: Config, url: string): Promise<Check> {
  const [{ withRedis }, { openQueue }] = await Promise.all([
    import('./redis.ts'),
    import('../inbox/redis/queue.ts')
  ])
  try {
    return await withRedis(url, config, async (connection) => {
      const info = await connection.info()
      const field = (name: string) => info.match(new RegExp(`^${name}:(\\S+)`, 'm'))?.[1]
      const failed = await openQueue(connection).getFailedCount()
      const name = field('valkey_version') ? `Valkey ${field('valkey_version')}` : field('redis_version')
      const policy = field('maxmemory_policy')
      if (policy && policy !== 'noeviction') {
        return bad(
          'Redis',
          `${name} throws events away when it is full (${policy}): redis-cli CONFIG SET maxmemory-policy noeviction; on Heroku: heroku redis:maxmemory --policy noeviction`
        )
      }
      return good('Redis', `${name}, events that failed: ${failed} (npm run failed-events)`)
    })
  } catch (error) {
    return bad('Redis', (error as Error).message)
  }
}

const good = (check: string, message: string): Check => ({ check, state: 'good', message })
const bad = (check: string, message: string): Check => ({ check, state: 'bad', message })
