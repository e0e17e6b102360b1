import { readFileSync } from 'node:fs'
import { isWebhookUrl } from '../events/webhook-sender.ts'
import type { SimulatorOptions } from '../simulator.ts'
import { MAX_DELAY_MS, type Settings, TEXT_LENGTHS, type TextLength } from '../state/settings.ts'
import { type Option, portOf, UsageError } from './command-line.ts'

/** The options that all commands share. */
export const OPTIONS = {
  webhook: { value: 'URL', help: 'the bot’s webhook URL' },
  port: { value: 'PORT', help: 'port to listen on (default: 8001; with exec, a free port)' },
  'data-port': {
    value: 'PORT',
    help: 'second port, for api-data.line.me (default: one port for both hosts of LINE’s API)'
  },
  host: {
    value: 'HOST',
    help: 'address to listen on (default: localhost); use 0.0.0.0 for a bot in a container'
  },
  'channel-secret': { value: 'SECRET', help: 'signs the webhooks (default: random)' },
  'channel-access-token': { value: 'TOKEN', help: 'authorizes the bot’s calls (default: random)' },
  'channel-id': { value: 'ID', help: 'issues tokens, together with the secret (default: 2000000001)' },
  'assertion-key': {
    value: 'FILE',
    help: 'public key (JWK) that verifies the bot’s JWT when it requests a token'
  },
  seed: { value: 'TEXT', help: 'makes ids reproducible, and stops the clock between events' },
  unhandled: {
    value: 'error',
    help: 'exec, replay: fail if the bot calls an operation that LINE does not have'
  },
  'monthly-quota': { value: 'N', help: 'messages per month, not counting replies (default: 5000)' },
  redelivery: { help: 'redeliver webhooks that failed (default: off, as in the LINE Developers Console)' },
  'redelivery-delays': {
    value: 'MS,MS,…',
    help: 'delays before each redelivery, undocumented by LINE (default: 1000,10000,60000)'
  },
  'content-ready-after': {
    value: 'MS',
    help: 'respond 202 to requests for content until the message has this age (default: 0)'
  },
  'webhook-timeout': {
    value: 'MS',
    help: 'how long to wait for the bot’s response to a webhook (default: 2000, as LINE); raise it while debugging'
  },
  'unicode-escapes': { help: 'send non-ASCII characters in webhooks as \\u escapes' },
  'rate-limit': { value: 'N', help: 'requests per second before 429 (default: 2000, as LINE)' },
  'text-length': {
    value: 'UNIT',
    help: 'count text in graphemes, codePoints or utf16 (default: graphemes, as in LINE’s reference)'
  },
  'refuse-blank-text': { help: 'reject text of white space only; undocumented by LINE' },
  'convert-scalars': {
    help: 'accept a number for a string, and the reverse; undocumented by LINE'
  },
  'bad-message-uses-token': {
    help: 'use up the reply token when a message is rejected; undocumented by LINE'
  }
} satisfies Record<string, Option>

export type Given = Partial<Record<keyof typeof OPTIONS, string>>

/**
 * The simulator's options, from the command line.
 *
 * @param defaultPort the port without `--port`; 0 means a free port
 * @throws UsageError if the value of an option is invalid
 */
export function simulatorOptions(given: Given, defaultPort: number): SimulatorOptions {
  const { webhook } = given
  if (webhook !== undefined && !isWebhookUrl(webhook))
    throw new UsageError('--webhook must be a URL, e.g. http://localhost:3000/callback')
  if (given.unhandled !== undefined && given.unhandled !== 'error')
    throw new UsageError('--unhandled must be error')
  return {
    ...(webhook && { webhook }),
    port: given.port === undefined ? defaultPort : portOf('port', given.port),
    ...(given['data-port'] !== undefined && { dataPort: portOf('data-port', given['data-port']) }),
    ...(given.host && { host: given.host }),
    ...(given.seed && { seed: given.seed }),
    ...(given.unhandled && { unhandled: 'error' }),
    ...(given['channel-secret'] && { channelSecret: given['channel-secret'] }),
    ...(given['channel-access-token'] && { channelAccessToken: given['channel-access-token'] }),
    ...(given['channel-id'] && { channelId: given['channel-id'] }),
    ...(given['assertion-key'] && { assertionKeys: [keyIn(given['assertion-key'])] }),
    ...(given['monthly-quota'] && {
      monthlyQuota: numbersOf('monthly-quota', given['monthly-quota'], 0)[0] ?? 0
    }),
    ...(given['redelivery-delays'] && {
      redeliveryDelaysMs: numbersOf('redelivery-delays', given['redelivery-delays'], 0)
    }),
    ...(given['webhook-timeout'] && {
      webhookTimeoutMs: numbersOf('webhook-timeout', given['webhook-timeout'], 1)[0] ?? 2_000
    }),
    ...(given['rate-limit'] && { rateLimit: numbersOf('rate-limit', given['rate-limit'], 1)[0] ?? 1 }),
    ...(given['content-ready-after'] && {
      contentReadyAfterMs: numbersOf('content-ready-after', given['content-ready-after'], 0)[0] ?? 0
    }),
    ...(given['text-length'] && { textLength: textLengthOf(given['text-length']) }),
    redelivery: Boolean(given.redelivery),
    unicodeEscapes: Boolean(given['unicode-escapes']),
    acceptBlankText: !given['refuse-blank-text'],
    convertScalars: Boolean(given['convert-scalars']),
    badMessageUsesToken: Boolean(given['bad-message-uses-token'])
  }
}

function numbersOf(option: string, text: string, minimum: number): number[] {
  const numbers = text.split(',').map((number) => (/^\d+$/.test(number) ? Number(number) : -1))
  if (numbers.every((number) => number >= minimum && number <= MAX_DELAY_MS)) return numbers
  throw new UsageError(`--${option} must be a whole number of at least ${minimum}`)
}

function textLengthOf(text: string): TextLength {
  const found = TEXT_LENGTHS.find((unit) => unit === text)
  if (found) return found
  throw new UsageError(`--text-length must be one of ${TEXT_LENGTHS.join(', ')}`)
}

function keyIn(file: string): Settings['assertionKeys'][number] {
  try {
    const key = JSON.parse(readFileSync(file, 'utf8'))
    if (key.kty === 'RSA' && [key.kid, key.n, key.e].every((part) => typeof part === 'string')) return key
  } catch {}
  throw new UsageError('--assertion-key must be a file with a public RSA key in JWK format: kty, kid, n, e')
}
