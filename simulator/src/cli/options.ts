import { readFileSync } from 'node:fs'
import { isWebhookUrl } from '../events/webhook-sender.ts'
import type { SimulatorOptions } from '../simulator.ts'
import { MAX_DELAY_MS, type Settings, TEXT_LENGTHS, type TextLength } from '../state/settings.ts'
import { type Option, portOf, UsageError } from './command-line.ts'

/** The options that say what the simulator is like, whatever it is started for. */
export const OPTIONS = {
  webhook: { value: 'URL', help: 'where the bot takes webhooks' },
  port: { value: 'PORT', help: 'where the simulator listens; 8001 by default, with exec a free one' },
  'data-port': {
    value: 'PORT',
    help: 'stands for api-data.line.me; by default one port stands for both hosts of LINE’s API'
  },
  host: {
    value: 'HOST',
    help: 'the address it listens on; localhost by default, 0.0.0.0 for a bot in a container'
  },
  'channel-secret': { value: 'SECRET', help: 'signs the webhooks; made up by default' },
  'channel-access-token': { value: 'TOKEN', help: 'authorizes the replies; made up by default' },
  'channel-id': { value: 'ID', help: 'with the secret, issues tokens; 2000000001 by default' },
  'assertion-key': { value: 'FILE', help: 'a public key as JSON Web Key: the bot’s JWT issue tokens, too' },
  seed: { value: 'TEXT', help: 'the same seed, the same ids; the clock stands still between events' },
  unhandled: { value: 'error', help: 'exec, replay: calls of what LINE does not have are an error' },
  'monthly-quota': { value: 'N', help: 'so many messages a month beside replies; 5000 by default' },
  redelivery: { help: 'sends webhooks again that got no 2xx; off by default, as in LINE’s console' },
  'redelivery-delays': {
    value: 'MS,MS,…',
    help: 'after which pauses; LINE does not say. 1000,10000,60000 by default'
  },
  'content-ready-after': {
    value: 'MS',
    help: 'content of a message is 202 until it is so old, as when LINE still prepares it; 0 by default'
  },
  'webhook-timeout': {
    value: 'MS',
    help: 'how long to wait for the bot’s answer to a webhook, e.g. while you debug it; 2000 by default, as LINE'
  },
  'unicode-escapes': { help: 'writes what is not ASCII as \\u escapes' },
  'rate-limit': { value: 'N', help: 'requests a second before 429; 2000 by default, as LINE’s' },
  'text-length': {
    value: 'UNIT',
    help: 'counts texts in graphemes, codePoints or utf16; graphemes by default, as LINE’s reference'
  },
  'refuse-blank-text': { help: 'refuses text of white space alone; nobody knows whether LINE does' },
  'convert-scalars': {
    help: 'takes a number for a text, and the other way round; nobody knows whether LINE does'
  },
  'bad-message-uses-token': {
    help: 'a refused message uses its reply token up; nobody knows whether LINE does that'
  }
} satisfies Record<string, Option>

export type Given = Partial<Record<keyof typeof OPTIONS, string>>

/**
 * What the command line says of the simulator.
 *
 * @param defaultPort where it listens unless `--port` says so; 0 is a free port
 * @throws UsageError for what it cannot read
 */
export function simulatorOptions(given: Given, defaultPort: number): SimulatorOptions {
  const { webhook } = given
  if (webhook !== undefined && !isWebhookUrl(webhook))
    throw new UsageError('--webhook takes a URL, e.g. http://localhost:3000/callback')
  if (given.unhandled !== undefined && given.unhandled !== 'error')
    throw new UsageError('--unhandled takes error')
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
  throw new UsageError(`--${option} takes whole numbers from ${minimum} on`)
}

function textLengthOf(text: string): TextLength {
  const found = TEXT_LENGTHS.find((unit) => unit === text)
  if (found) return found
  throw new UsageError(`--text-length takes one of ${TEXT_LENGTHS.join(', ')}`)
}

function keyIn(file: string): Settings['assertionKeys'][number] {
  try {
    const key = JSON.parse(readFileSync(file, 'utf8'))
    if (key.kty === 'RSA' && [key.kid, key.n, key.e].every((part) => typeof part === 'string')) return key
  } catch {}
  throw new UsageError('--assertion-key takes a file with a public RSA key as JSON Web Key: kty, kid, n, e')
}
