import { createInterface } from 'node:readline/promises'
import { parseArgs, styleText } from 'node:util'
import packageJson from '../../package.json' with { type: 'json' }
import { channelSecretsOf, credentialsOf, readConfig } from '../config/config.ts'
import { ConfigError } from '../config/config-error.ts'
import { loadDotEnv } from '../config/dot-env.ts'
import { hintsOn } from '../config/hints.ts'
import type { Config } from '../config/schema.ts'
import { answerOf, type ChannelClient, createLine, isCustomHost, LineError } from '../line/line.ts'
import { redact } from '../log/redact.ts'
import {
  askLine,
  type ChannelStatus,
  type Checked,
  checkAccessToken,
  checkUseWebhook,
  checkWebhookUrl,
  type Finding,
  isCallbackUrl,
  lineErrorOf,
  registeredOf
} from '../setup/checks.ts'
import { compareSecret, type SecretComparison } from '../setup/compare-secret.ts'
import { explainWebhookTest } from '../setup/explain-webhook-test.ts'
import { LANGUAGES, lineSays } from '../setup/texts/texts.ts'
import { CALLBACK_PATH } from '../webhook/path.ts'

const { en } = LANGUAGES

const USAGE = `Checks everything the bot needs. Prints one line for each check, with the remedy if something is wrong.

  npm run doctor
  npm run doctor -- --set-webhook https://HOST${CALLBACK_PATH}

  --set-webhook URL   registers the webhook URL after asking for confirmation, and has LINE test it
  --yes               registers it without asking
  --json              prints the checks as JSON: check, state (good, bad, doubtful, skipped), message
  --help              prints this

The exit status is 1 when a check is bad.`

const SIGNS = {
  good: ['green', '✓'],
  bad: ['red', '✗'],
  doubtful: ['yellow', '!'],
  skipped: ['dim', '–']
} as const

/**
 * The result of a check: `doubtful` may be a problem, but is no failure; `skipped` could not be checked. The message
 * describes the result and the remedy, and never contains credentials.
 */
type Result = [state: keyof typeof SIGNS, message: string]
type Check = [check: string, ...Result]

export interface DoctorOptions {
  args: string[]
  /** reads the environment; not called for `--help` */
  environment: () => NodeJS.ProcessEnv
  output: Pick<Console, 'log'>
  /** asks the user at the terminal; undefined without a terminal */
  ask?: ((question: string) => Promise<string>) | undefined
}

/**
 * Checks everything the bot needs and prints the results. Resolves with the exit status.
 *
 * @throws when an option is invalid, or the webhook URL could not be set
 */
export async function runDoctor({ args, environment: read, output, ask }: DoctorOptions): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      'set-webhook': { type: 'string' },
      yes: { type: 'boolean' },
      json: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' }
    }
  })
  if (values.help) {
    output.log(USAGE)
    return 0
  }
  const environment = read()
  const endpoint = values['set-webhook']
  if (endpoint !== undefined) {
    await setWebhook(endpoint, readConfig(environment), values.yes ? async () => 'yes' : ask)
  }
  const results: Check[] = []
  for await (const result of checks(environment, endpoint)) {
    results.push(result)
    if (!values.json) output.log(line(...result))
  }
  const asObjects = results.map(([check, state, message]) => ({ check, state, message }))
  if (values.json) output.log(JSON.stringify(asObjects, null, 2))
  return asObjects.some(({ state }) => state === 'bad') ? 1 : 0
}

function line(check: string, ...[state, message]: Result): string {
  const [colour, sign] = SIGNS[state]
  const text = state === 'skipped' ? styleText('dim', message) : message
  return `${styleText(colour, sign)} ${check.padEnd(13)} ${text}`
}

/** @param endpoint the webhook URL for LINE to test; by default the registered one */
async function* checks(environment: NodeJS.ProcessEnv, endpoint?: string): AsyncGenerator<Check, void> {
  yield ['Node.js', ...nodeVersion()]
  let config: Config
  try {
    config = readConfig(environment)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    for (const { message } of error.problems) yield ['environment', 'bad', message]
    return
  }
  const hints = hintsOn(config)
  for (const { message } of hints) yield ['environment', 'doubtful', message]
  if (hints.length === 0) yield ['environment', 'good', 'complete']
  if (isRotating(config)) yield ['secrets', 'doubtful', ROTATION]
  yield* channelChecks(config, endpoint)
  if (config.REDIS_URL) yield ['Redis', ...(await redis(config, config.REDIS_URL))]
}

const isRotating = (config: Config) => channelSecretsOf(config).length > 1

const ROTATION =
  'LINE_CHANNEL_SECRET has two. When "LINE signs with the first secret" has been the last such line in the bot’s log for 20 minutes, remove the second one'

function nodeVersion(): Result {
  const { node: version } = process.versions
  const major = packageJson.engines.node.replace('.x', '')
  if (version.startsWith(`${major}.`)) return ['good', version]
  return [
    'doubtful',
    `${version}: the bot requires ${major}. Install it, or start the bot with npm, which uses its own copy`
  ]
}

async function* channelChecks(config: Config, endpoint?: string): AsyncGenerator<Check, void> {
  const channel = channelOf(config)
  const status = await askLine(channel)
  const registered = registeredOf(status.endpoint, isCallbackUrl)
  const bot = status.bot && { name: `${status.bot.name} (${status.bot.basicId})` }
  const checked = { ...status, bot, registered }
  yield ['access token', ...accessToken(checked, config)]
  if (status.accessToken !== 'accepted') {
    for (const check of ['clock', 'webhook URL', 'use webhook', 'webhook test']) {
      yield [check, 'skipped', 'LINE has to accept the access token first']
    }
    return
  }
  yield ['clock', ...clock(status.clockSkewMs)]
  yield ['webhook URL', ...webhookUrl(checked)]
  yield ['use webhook', ...useWebhook(checked)]
  endpoint ??= status.endpoint ?? undefined
  if (!endpoint) {
    yield ['webhook test', 'skipped', noWebhook(checked)]
    return
  }
  // Before LINE's test, so that the latest webhook on the bot's page and in its log is LINE's.
  const secret = isRotating(config) ? undefined : await compareSecret(endpoint, channelSecretsOf(config)[0])
  const test = await answerOf(channel.testWebhook(endpoint))
  yield ['webhook test', ...webhookTest(test, endpoint)]
  if (secret) yield ['bot’s secret', ...botSecret(secret, test, config)]
}

type CheckedChannel = Checked & Pick<ChannelStatus, 'endpoint' | 'remedy'>

function accessToken(channel: CheckedChannel, config: Config): Result {
  const { accessToken, remedy } = channel
  const isIssued = config.LINE_CHANNEL_ACCESS_TOKEN === undefined
  const finding = checkAccessToken(channel, en)
  if (remedy) finding.remedy = `LINE cannot be reached: ${remedy}.`
  if (isIssued && accessToken === 'accepted') {
    finding.found = `issued with the channel ID and secret. ${finding.found}`
  }
  if (accessToken === 'not-issued' && isRotating(config)) {
    finding.remedy += ' Of two secrets, the first is used: put the new one first.'
  }
  if (isIssued && accessToken === 'refused') {
    finding.remedy = 'LINE has just issued it: try again later, and check LINE_API_BASE_URL.'
  }
  return told(finding)
}

/** Converts a finding to one line. */
function told({ state, found, remedy, error, link }: Finding): Result {
  const where = link && `(${link.text}: ${link.href})`
  const message = [found, remedy, where, error && quoted(error)].filter(Boolean).join(' ')
  return [state === 'done' ? 'good' : 'bad', message]
}

const quoted = ({ status, message }: NonNullable<ChannelStatus['lineError']>) =>
  `${lineSays(en, status)} ${message || 'none'}`

function clock(skewMs: number | undefined): Result {
  if (skewMs === undefined) return ['skipped', 'LINE did not send its time']
  const seconds = Math.round(Math.abs(skewMs) / 1_000)
  if (seconds <= 30) return ['good', 'right']
  const difference = `${seconds} seconds ${skewMs > 0 ? 'behind' : 'ahead of'} LINE’s`
  return ['bad', `${difference}. Reply tokens are valid for one minute: set this machine’s clock by NTP`]
}

const REGISTER = `npm run doctor -- --set-webhook https://HOST${CALLBACK_PATH}`

/** The remedies differ from those of the page, because the doctor can register the address itself. */
function webhookUrl(channel: CheckedChannel): Result {
  const { endpoint, registered } = channel
  const finding = checkWebhookUrl(channel, en)
  switch (registered) {
    case 'this':
      return ['good', String(endpoint)]
    case 'other':
      return ['bad', `${endpoint} is registered, but the bot responds at ${CALLBACK_PATH}: ${REGISTER}`]
    case 'none':
      return ['bad', `${finding.found} ${REGISTER}`]
    case 'unknown':
      return ['bad', `${finding.found} Try again later. ${finding.error ? quoted(finding.error) : ''}`]
  }
}

const useWebhook = (channel: CheckedChannel): Result =>
  channel.useWebhook === null ? ['skipped', noWebhook(channel)] : told(checkUseWebhook(channel, en))

const noWebhook = ({ endpoint }: CheckedChannel) => (endpoint === null ? en.steps.urlNone : en.steps.notKnown)

type WebhookTest = Awaited<ReturnType<ChannelClient['testWebhook']>> | LineError

function webhookTest(result: WebhookTest, endpoint: string): Result {
  if (result instanceof LineError) {
    const remedy = `${result.status === 429 ? 'LINE allows 60 tests an hour: try' : 'Try'} again later.`
    return ['bad', `LINE could not test the address. ${remedy} ${quoted(lineErrorOf(result))}`]
  }
  if (result.success) return ['good', 'LINE reaches the bot, and the bot accepts its signature']
  return [
    'bad',
    `${explainWebhookTest(result, endpoint)} (LINE: ${redact(`${result.reason}, ${result.detail}`)})`
  ]
}

/**
 * Checks whether the bot has the same channel secret as this environment and, if not, which of the two is wrong. The one
 * here is valid if LINE issued an access token for it, which is the case unless a long-lived token is set.
 */
function botSecret(secret: SecretComparison, test: WebhookTest, config: Config): Result {
  const isIssued = config.LINE_CHANNEL_ACCESS_TOKEN === undefined
  const isAccepted = !(test instanceof LineError) && test.success
  const isRefused = !(test instanceof LineError) && !test.success && test.statusCode === 403
  if (typeof secret === 'object')
    return ['skipped', `not compared with LINE_CHANNEL_SECRET: ${secret.unknown}`]
  if (secret === 'same') {
    if (!isRefused) return ['good', 'the same as LINE_CHANNEL_SECRET here']
    return [
      'bad',
      isIssued
        ? 'the same as LINE_CHANNEL_SECRET here, and the channel’s: something in front of the bot blocks or changes LINE’s webhooks'
        : `the same as LINE_CHANNEL_SECRET here, but LINE seems to sign with another: ${COPY_SECRET} into both environments, and restart the bot`
    ]
  }
  const differs = 'not the same as LINE_CHANNEL_SECRET here.'
  if (isAccepted && isIssued) {
    return [
      'bad',
      `${differs} LINE still signs with the bot’s, but the one here is newer: set the bot’s LINE_CHANNEL_SECRET to NEW,OLD, and restart the bot`
    ]
  }
  if (isAccepted) return ['bad', `${differs} The bot’s is right: ${COPY_SECRET} into this environment`]
  if (isRefused || isIssued) {
    return ['bad', `${differs} The bot’s is wrong: ${COPY_SECRET} into its environment, and restart the bot`]
  }
  return [
    'bad',
    `${differs} Copy the Channel secret (your channel › Basic settings) into both environments, and restart the bot`
  ]
}

const COPY_SECRET = 'copy the Channel secret (your channel › Basic settings)'

async function redis({ REDIS_TLS_REJECT_UNAUTHORIZED }: Config, url: string): Promise<Result> {
  const { checkRedis } = await import('./redis.ts')
  try {
    const { state, message } = await checkRedis({ url, rejectUnauthorized: REDIS_TLS_REJECT_UNAUTHORIZED })
    return [state, message]
  } catch (error) {
    return ['bad', (error as Error).message]
  }
}

/** Registers the webhook URL, unless it is already registered. Throws if it is invalid or not confirmed. */
async function setWebhook(endpoint: string, config: Config, ask: DoctorOptions['ask']): Promise<void> {
  const problem = validateEndpoint(endpoint, config.LINE_API_BASE_URL)
  if (problem) throw new Error(`${problem}. Nothing was changed.`)
  const channel = channelOf(config)
  try {
    const before = (await channel.webhook())?.endpoint
    if (before === endpoint) return
    if (!ask) throw new Error('Nothing was changed. To register the address without confirmation, add --yes')
    const answer = await ask(
      `LINE sends webhooks to ${before ?? 'no address'}. Send them to ${endpoint}? [y/N] `
    )
    if (!/^y(es)?$/i.test(answer.trim())) throw new Error('Nothing was changed.')
    await channel.setWebhook(endpoint)
  } catch (error) {
    if (!(error instanceof LineError)) throw error
    throw new Error(`LINE did not register the address. ${quoted(lineErrorOf(error))}`)
  }
}

/** Returns what is wrong with a webhook URL, as far as can be checked without asking LINE. */
function validateEndpoint(endpoint: string, baseUrl: string): string | undefined {
  const url = URL.parse(endpoint)
  if (!url || !/^https?:\/\/[^/]/.test(endpoint) || /^(host|your-address)$/i.test(url.hostname)) {
    return `--set-webhook needs the address of the bot: https://HOST${CALLBACK_PATH}`
  }
  if (url.protocol !== 'https:' && !isCustomHost(baseUrl)) return 'LINE needs an https address'
  if (!isCallbackUrl(endpoint)) return `The bot responds at ${CALLBACK_PATH}, not at ${url.pathname}`
}

/** Creates a channel client without a log, because the checks report errors. */
function channelOf(config: Config): ChannelClient {
  const { LINE_API_BASE_URL: baseUrl } = config
  const log = { error: ignore, warn: ignore, info: ignore, debug: ignore }
  return createLine({ baseUrl, credentials: credentialsOf(config), log }).channel
}

function ignore() {}

async function askAtTerminal(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  const answer = await terminal.question(question)
  terminal.close()
  return answer
}

if (import.meta.main) {
  const environment = () => {
    loadDotEnv()
    return process.env
  }
  const ask = process.stdin.isTTY ? askAtTerminal : undefined
  try {
    process.exit(await runDoctor({ args: process.argv.slice(2), environment, output: console, ask }))
  } catch (error) {
    console.error(styleText('red', (error as Error).message, { stream: process.stderr }))
    process.exit(1)
  }
}
