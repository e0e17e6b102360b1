/** `npm run simulator`: the LINE Platform alone, for a bot in any language. */
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createPrettyLog, listen, portOf, readOptions, runProgram, UsageError } from './command-line.ts'
import { isWebhookUrl } from './events/webhook-sender.ts'
import { MAX_DELAY_MS, type Settings } from './platform/settings.ts'

const USAGE = `A LINE Platform on your own machine, for a bot in any language.

  npm run simulator -- --webhook http://localhost:3000/callback

Let the bot call http://localhost:8001 instead of https://api.line.me, with the credentials printed at the start.`

await runProgram(async () => {
  const options = readOptions(USAGE, {
    webhook: { value: 'URL', help: 'where the bot takes webhooks' },
    port: { value: 'PORT', help: 'where the platform listens; 8001 by default' },
    host: {
      value: 'HOST',
      help: 'the address it listens on; localhost by default, 0.0.0.0 for a bot in a container'
    },
    'channel-secret': { value: 'SECRET', help: 'signs the webhooks; made up by default' },
    'channel-access-token': { value: 'TOKEN', help: 'authorizes the replies; made up by default' },
    'channel-id': { value: 'ID', help: 'with the secret, issues tokens; 2000000001 by default' },
    'assertion-key': { value: 'FILE', help: 'a public key as JSON Web Key: the bot’s JWT issue tokens, too' },
    'monthly-quota': { value: 'N', help: 'so many messages a month beside replies; 5000 by default' },
    redelivery: { help: 'sends webhooks again that got no 2xx; off by default, as in LINE’s console' },
    'redelivery-delays': {
      value: 'MS,MS,…',
      help: 'after which pauses; LINE does not say. 1000,10000,60000 by default'
    },
    'unicode-escapes': { help: 'writes what is not ASCII as \\u escapes' },
    'rate-limit': { value: 'N', help: 'requests a second before 429; 2000 by default, as LINE’s' },
    'refuse-blank-text': { help: 'refuses text of white space alone; nobody knows whether LINE does' },
    'convert-scalars': {
      help: 'takes a number for a text, and the other way round; nobody knows whether LINE does'
    },
    'bad-message-uses-token': {
      help: 'a refused message uses its reply token up; nobody knows whether LINE does that'
    }
  })
  const port = portOf('port', options.port ?? '8001')
  const webhookUrl = options.webhook ?? ''
  if (webhookUrl && !isWebhookUrl(webhookUrl))
    throw new UsageError('--webhook takes a URL, e.g. http://localhost:3000/callback')
  const channelSecret = options['channel-secret'] ?? randomBytes(16).toString('hex')
  const channelAccessToken = options['channel-access-token'] ?? randomBytes(64).toString('base64url')

  const settings = {
    webhookUrl,
    channelSecret,
    channelAccessToken,
    ...(options['channel-id'] && { channelId: options['channel-id'] }),
    ...(options['assertion-key'] && { assertionKeys: [keyIn(options['assertion-key'])] }),
    ...(options['monthly-quota'] && {
      monthlyQuota: numbersOf('monthly-quota', options['monthly-quota'], 0)[0] ?? 0
    }),
    ...(options['redelivery-delays'] && {
      redeliveryDelaysMs: numbersOf('redelivery-delays', options['redelivery-delays'], 0)
    }),
    ...(options['rate-limit'] && { rateLimit: numbersOf('rate-limit', options['rate-limit'], 1)[0] }),
    redelivery: Boolean(options.redelivery),
    unicodeEscapes: Boolean(options['unicode-escapes']),
    acceptBlankText: !options['refuse-blank-text'],
    convertScalars: Boolean(options['convert-scalars']),
    badMessageUsesToken: Boolean(options['bad-message-uses-token']),
    ...(options.host && { host: options.host })
  }
  const { createSimulator } = await import('./simulator.ts') // only now: a mistake is said at once
  const { app, platform } = createSimulator({ ...settings, log: createPrettyLog('LINE', 'green') })
  const url = await listen(app, 'port', port, options.host)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => app.close())

  console.log(`
  Chat            ${url}/
  Messaging API   ${url}
  Webhook URL     ${webhookUrl || 'none yet: give --webhook, or let the bot set it'}
  Channel ID      ${platform.settings.channelId}
  Channel secret  ${channelSecret}
  Access token    ${channelAccessToken}
`)
})

function numbersOf(option: string, text: string, minimum: number): number[] {
  const numbers = text.split(',').map((number) => (/^\d+$/.test(number) ? Number(number) : -1))
  if (numbers.every((number) => number >= minimum && number <= MAX_DELAY_MS)) return numbers
  throw new UsageError(`--${option} takes whole numbers from ${minimum} on`)
}

function keyIn(file: string): Settings['assertionKeys'][number] {
  try {
    const key = JSON.parse(readFileSync(file, 'utf8'))
    if (key.kty === 'RSA' && [key.kid, key.n, key.e].every((part) => typeof part === 'string')) return key
  } catch {}
  throw new UsageError('--assertion-key takes a file with a public RSA key as JSON Web Key: kty, kid, n, e')
}
