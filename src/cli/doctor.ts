import { createInterface } from 'node:readline/promises'
import { parseArgs, styleText } from 'node:util'
import { readConfig } from '../config/config.ts'
import { loadDotEnv } from '../config/dot-env.ts'
import { ChannelError } from '../line/channel-error.ts'
import { isSimulated } from '../line/simulated.ts'
import { CALLBACK_PATH } from '../webhook/route.ts'
import { isCallbackUrl } from './callback-url.ts'
import { channelOf, lineSays } from './channel-checks.ts'
import { type Check, checks } from './checks.ts'

const USAGE = `Checks everything the bot needs, one line each, and says how to fix what is not right.

  npm run doctor
  npm run doctor -- --set-webhook https://HOST${CALLBACK_PATH}

  --set-webhook URL   registers the webhook URL, after a question, and has LINE test it
  --yes               registers it without the question
  --json              prints the checks as JSON: check, state (good, bad, doubtful, skipped), message
  --help              prints this

The exit status is 1 when something is wrong.`

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
  if (values.help) return console.log(USAGE)
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
    if (!(error instanceof ChannelError)) throw error
    throw new Error(`LINE did not register the address (${error.status ?? 'no answer'}): ${lineSays(error)}`)
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
  if (url.protocol !== 'https:' && !isSimulated(baseUrl)) return 'LINE needs an https address'
  if (!isCallbackUrl(endpoint)) return `The bot answers at ${CALLBACK_PATH}, not at ${url.pathname}`
}

function line({ check, state, message }: Check): string {
  const [colour, sign] = SIGNS[state]
  return `${styleText(colour, sign)} ${check.padEnd(13)} ${state === 'skipped' ? styleText('dim', message) : message}`
}
