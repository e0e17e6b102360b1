import { parseArgs, styleText } from 'node:util'
import { readConfig } from '../config/config.ts'
import { ChannelError, isCustomHost } from '../line/line.ts'
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

export interface DoctorOptions {
  args: string[]
  /** reads the environment; not called for `--help` */
  environment: () => NodeJS.ProcessEnv
  output: Pick<Console, 'log' | 'error'>
  /** puts a question to whoever is there, undefined where nobody is */
  ask?: ((question: string) => Promise<string>) | undefined
}

/** Checks everything the bot needs, and prints it. Resolves with the exit status. */
export async function runDoctor(options: DoctorOptions): Promise<number> {
  try {
    return await run(options)
  } catch (error) {
    options.output.error(styleText('red', (error as Error).message, { stream: process.stderr }))
    return 1
  }
}

async function run({ args, environment: read, output, ask }: DoctorOptions): Promise<number> {
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
  if (endpoint !== undefined)
    await setWebhook(endpoint, environment, values.yes ? undefined : confirmation(ask))

  const found: Check[] = []
  for await (const check of checks({ environment, endpoint })) {
    found.push(check)
    if (!values.json) output.log(line(check))
  }
  if (values.json) output.log(JSON.stringify(found, null, 2))
  return found.some(({ state }) => state === 'bad') ? 1 : 0
}

/** Registers the webhook URL, once it is confirmed. */
async function setWebhook(
  endpoint: string,
  environment: NodeJS.ProcessEnv,
  confirm: ((question: string) => Promise<void>) | undefined
): Promise<void> {
  const config = readConfig(environment)
  const mistake = mistakeIn(endpoint, config.LINE_API_BASE_URL)
  if (mistake) throw new Error(`${mistake}. Nothing was changed.`)
  const channel = channelOf(config)
  try {
    const before = (await channel.webhook())?.endpoint
    if (before === endpoint) return
    await confirm?.(`LINE sends webhooks to ${before ?? 'nowhere'}. Send them to ${endpoint}?`)
    await channel.setWebhook(endpoint)
  } catch (error) {
    if (!(error instanceof ChannelError)) throw error
    throw new Error(`LINE did not register the address (${error.status ?? 'no answer'}): ${lineSays(error)}`)
  }
}

/** Puts the question; it throws when the answer is no, or nobody is there to answer. */
const confirmation = (ask: DoctorOptions['ask']) => async (question: string) => {
  if (!ask) throw new Error('Nothing was changed. To register the address without a question, add --yes')
  if (!/^y(es)?$/i.test((await ask(`${question} [y/N] `)).trim())) throw new Error('Nothing was changed.')
}

/** What is wrong with a webhook URL, as far as it can be told without asking LINE. */
function mistakeIn(endpoint: string, baseUrl: string): string | undefined {
  const url = URL.parse(endpoint)
  if (!url || !/^https?:\/\/[^/]/.test(endpoint) || /^(host|your-address)$/i.test(url.hostname)) {
    return '--set-webhook takes the address of the bot: https://HOST/echobot/callback/'
  }
  if (url.protocol !== 'https:' && !isCustomHost(baseUrl)) return 'LINE needs an https address'
  if (!isCallbackUrl(endpoint)) return `The bot answers at ${CALLBACK_PATH}, not at ${url.pathname}`
}

function line({ check, state, message }: Check): string {
  const [colour, sign] = SIGNS[state]
  return `${styleText(colour, sign)} ${check.padEnd(13)} ${state === 'skipped' ? styleText('dim', message) : message}`
}
