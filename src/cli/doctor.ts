import { createInterface } from 'node:readline/promises'
import { parseArgs, styleText } from 'node:util'
import { readConfig } from '../config/config.ts'
import { loadDotEnv } from '../config/dot-env.ts'
import type { ChannelError } from '../line/channel-error.ts'
import { CALLBACK_PATH } from '../webhook/route.ts'
import { type Check, channelOf, checks } from './checks.ts'

const HELP = `Looks at everything the bot needs, and says how to fix what is not right. The exit status is 1 when something is.

    npm run doctor [-- --json]
    npm run doctor -- --set-webhook https://HOST/echobot/callback/ [--yes]

  --json             as JSON
  --set-webhook URL  registers the webhook URL with LINE, and has LINE test it
  --yes              registers it without a question`

const SIGNS = {
  good: ['green', '✓'],
  bad: ['red', '✗'],
  doubtful: ['yellow', '!'],
  skipped: ['dim', '–']
} as const

try {
  await run()
} catch (error) {
  console.error(styleText('red', (error as Error).message, { stream: process.stderr }))
  process.exit(1)
}

async function run(): Promise<void> {
  const { values } = parseArgs({
    options: {
      'set-webhook': { type: 'string' },
      yes: { type: 'boolean' },
      json: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' }
    }
  })
  if (values.help) return console.log(HELP)
  loadDotEnv()
  const endpoint = values['set-webhook']
  if (endpoint !== undefined) await setWebhook(endpoint, values.yes === true)

  const found: Check[] = []
  for await (const check of checks({ environment: process.env, endpoint })) {
    found.push(check)
    if (!values.json) console.log(line(check))
  }
  if (values.json) console.log(JSON.stringify(found, null, 2))
  process.exit(found.some(({ state }) => state === 'bad') ? 1 : 0)
}

/** Registers the webhook URL, after a question where somebody can answer it. */
async function setWebhook(endpoint: string, yes: boolean): Promise<void> {
  const config = readConfig(process.env)
  const mistake = mistakeIn(endpoint, config.LINE_API_BASE_URL)
  if (mistake) throw new Error(`${mistake}. Nothing was changed.`)
  const channel = channelOf(config)
  try {
    const before = (await channel.webhook())?.endpoint
    if (before === endpoint) return
    if (!yes) await confirm(`LINE sends webhooks to ${before ?? 'nowhere'}. Send them to ${endpoint}?`)
    await channel.setWebhook(endpoint)
  } catch (error) {
    const { name, status, message } = error as ChannelError
    if (name !== 'ChannelError') throw error
    throw new Error(`LINE did not register the address (${status ?? 'no answer'}): ${message}`)
  }
}

/** @throws when the answer is no, or nobody is there to answer */
async function confirm(question: string): Promise<void> {
  if (!process.stdin.isTTY) {
    throw new Error('Nothing was changed. To register the address without a question, add --yes')
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  const answer = await terminal.question(`${question} [y/N] `)
  terminal.close()
  if (!/^y(es)?$/i.test(answer.trim())) throw new Error('Nothing was changed.')
}

/** What is wrong with a webhook URL, as far as it can be told without asking LINE. */
function mistakeIn(endpoint: string, baseUrl: string): string | undefined {
  const url = URL.parse(endpoint)
  if (!url || !/^https?:\/\/[^/]/.test(endpoint) || /^(host|your-address)$/i.test(url.hostname)) {
    return '--set-webhook takes the address of the bot: https://HOST/echobot/callback/'
  }
  if (url.protocol !== 'https:' && baseUrl === 'https://api.line.me') return 'LINE needs an https address'
  if (url.pathname.replace(/\/?$/, '/') !== CALLBACK_PATH)
    return `The bot answers at ${CALLBACK_PATH}, not at ${url.pathname}`
}

function line({ check, state, message }: Check): string {
  const [colour, sign] = SIGNS[state]
  return `${styleText(colour, sign)} ${check.padEnd(13)} ${state === 'skipped' ? styleText('dim', message) : message}`
}
