/** `npm run playground`: the bot and a LINE Platform, wired to each other. No account, no configuration, no network. */
import { lookup } from 'node:dns/promises'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname } from 'node:path'
import { parseArgs, styleText } from 'node:util'
import type { BotStatus } from 'line-platform-simulator'
import { outcomeIn } from './playground/bot-log.ts'
import { createBotProcess } from './playground/bot-process.ts'
import { createPrettyLog, prettyStream } from './playground/pretty-log.ts'
import { watchFolders } from './playground/watch.ts'

const USAGE = `Starts the bot and a LINE Platform for it on this machine, with throw-away credentials.

  npm run playground

  --port PORT      where the platform and its chat listen; 8001 by default
  --bot-port PORT  where the bot listens; 8000 by default
  --bot FILE       which bot to start, e.g. examples/menu.ts; src/handlers/handlers.ts by default
  --watch          starts the bot again when its code changes`

/** A mistake of the person at the keyboard: said in one line, without a stack. */
class UsageError extends Error {}

try {
  await run()
} catch (error) {
  if (!(error instanceof UsageError)) throw error
  say(error.message)
  process.exitCode = 1
}

async function run(): Promise<void> {
  const options = readOptions()
  if (options.help) return console.log(USAGE)
  const port = portOf('port', options.port ?? '8001')
  const botPort = portOf('bot-port', options['bot-port'] ?? '8000')
  if (botPort === 0 || botPort === port) throw new UsageError('--bot-port takes a port of its own')
  const file = options.bot ?? 'src/handlers/handlers.ts'
  if (!existsSync(file)) throw new UsageError(`--bot: there is no ${file}`)
  await refuseTaken(botPort)

  const { createSimulator } = await import('line-platform-simulator') // only now: a mistake is said at once
  const line = await createSimulator({
    webhook: `http://localhost:${botPort}/echobot/callback/`,
    port,
    log: createPrettyLog('LINE', 'green')
  }).catch((error) => {
    throw error.code === 'EADDRINUSE' ? portTaken('port', port) : error
  })

  const botLog = prettyStream('bot', 'cyan')
  const bot = createBotProcess({
    file,
    port: botPort,
    environment: {
      ...process.env,
      NODE_ENV: 'production',
      HOST: 'localhost',
      PORT: String(botPort),
      LINE_CHANNEL_SECRET: line.channelSecret,
      LINE_CHANNEL_ACCESS_TOKEN: line.channelAccessToken,
      LINE_API_BASE_URL: line.url
    },
    onLine(text) {
      botLog.write(`${text}\n`)
      const said = outcomeIn(text)
      if (said) line.noteOutcome(said.webhookEventId, said.outcome)
    },
    onStatus
  })
  const folders = [...new Set(['src', dirname(file)])].filter((folder) => existsSync(folder))
  const unwatch = options.watch ? watchFolders(folders, restart) : () => {}
  const remedy = options.watch
    ? `The bot starts again when a file in ${folders.join(' or ')} changes.`
    : 'Stop the playground with Ctrl-C, and start it again.'
  bot.start()

  let wasWelcomed = false
  function onStatus(status: BotStatus): void {
    const isStopped = status.state === 'stopped'
    line.setBotStatus({ ...status, ...(isStopped && { remedy }) })
    if (status.state === 'listening' && !wasWelcomed) {
      wasWelcomed = true
      welcome()
    } else if (isStopped && !options.watch && !wasWelcomed) {
      say(status.title)
      process.exitCode = 1
      line.close()
    } else if (status.title) {
      say(`${status.title} ${isStopped ? `See above. ${remedy}` : ''}`)
    }
  }

  function welcome(): void {
    console.log(`
  ${styleText('bold', 'Chat with the bot:')} ${styleText(['cyan', 'underline'], `${line.url}/`)}

  The bot listens on http://localhost:${botPort}, its log is marked ${styleText('cyan', 'bot')}. Ctrl-C stops both.
`)
  }

  let isRestarting = false
  async function restart(): Promise<void> {
    if (isRestarting || isStopping) return
    isRestarting = true
    console.log(styleText('cyan', 'Something has changed: the bot starts again.'))
    await bot.stop()
    isRestarting = false
    if (!isStopping) bot.start()
  }

  let isStopping = false
  async function stop(): Promise<void> {
    if (isStopping) return stopAtOnce()
    isStopping = true
    unwatch()
    line.faults.clear() // the bot finishes what is in flight, and LINE is there until it has
    if (bot.isRunning()) console.log('Stopping, as soon as the bot has finished. Ctrl-C again stops at once.')
    await bot.stop()
    await line.close()
  }
  async function stopAtOnce(): Promise<void> {
    console.log('Stopped at once: what the bot had not finished is lost.')
    await bot.kill()
    process.exit(130)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
}

function say(text = ''): void {
  console.error(styleText('red', text.trim(), { stream: process.stderr }))
}

function readOptions() {
  try {
    return parseArgs({
      options: {
        port: { type: 'string' },
        'bot-port': { type: 'string' },
        bot: { type: 'string' },
        watch: { type: 'boolean' },
        help: { type: 'boolean' }
      }
    }).values
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\nSee --help.`)
  }
}

function portOf(option: string, text: string): number {
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= 65_535) return port
  throw new UsageError(`--${option} takes a port, a whole number up to 65535`)
}

function portTaken(option: string, port: number): UsageError {
  return new UsageError(
    `Port ${port} is taken: stop the program that has it, or choose another with --${option}`
  )
}

/** The bot would say so too, but only in its log; and whoever has another address of localhost would get its webhooks. */
async function refuseTaken(port: number): Promise<void> {
  for (const { address } of await lookup('localhost', { all: true })) {
    const server = createServer().listen({ host: address, port })
    try {
      await once(server, 'listening')
      await once(server.close(), 'close')
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'EADDRINUSE') throw portTaken('bot-port', port)
      const isMissing = code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT' // named, though there is no IPv6
      if (!isMissing) throw new UsageError(`cannot listen on port ${port}: ${code}`)
    }
  }
}
