/** `npm run playground`: the bot, connected to a simulated LINE Platform. Needs no account, configuration or network. */
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

const USAGE = `Starts the bot and a simulated LINE Platform on this machine, with temporary credentials.

  npm run playground

  --port PORT      port of the platform and its chat page (default: 8001)
  --bot-port PORT  port of the bot (default: 8000)
  --bot FILE       the bot to start, e.g. examples/menu.ts (default: src/handlers/handlers.ts)
  --watch          restarts the bot when its code changes`

/** A mistake in the command line, reported in one line without a stack. */
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
  if (botPort === 0 || botPort === port)
    throw new UsageError('--bot-port must be neither 0 nor the same as --port')
  const file = options.bot ?? 'src/handlers/handlers.ts'
  if (!existsSync(file)) throw new UsageError(`--bot: file not found: ${file}`)
  await refuseTaken(botPort)

  // Loaded after the checks, so that mistakes are reported immediately.
  const { createSimulator } = await import('line-platform-simulator')
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
    ? `The bot restarts when a file in ${folders.join(' or ')} changes.`
    : 'Stop the playground with Ctrl-C, and restart it.'
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

  The bot listens on http://localhost:${botPort}. Its log lines begin with ${styleText('cyan', 'bot')}. Ctrl-C stops both.
`)
  }

  let isRestarting = false
  async function restart(): Promise<void> {
    if (isRestarting || isStopping) return
    isRestarting = true
    console.log(styleText('cyan', 'Source changed, restarting the bot.'))
    await bot.stop()
    isRestarting = false
    if (!isStopping) bot.start()
  }

  let isStopping = false
  async function stop(): Promise<void> {
    if (isStopping) return stopAtOnce()
    isStopping = true
    unwatch()
    line.faults.clear() // so that the bot can finish the events in flight
    if (bot.isRunning())
      console.log('Stopping once the bot has finished. Press Ctrl-C again to stop immediately.')
    await bot.stop()
    await line.close()
  }
  async function stopAtOnce(): Promise<void> {
    console.log('Stopped immediately. Unfinished events are lost.')
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
  throw new UsageError(`--${option} must be a port, an integer from 0 to 65535`)
}

function portTaken(option: string, port: number): UsageError {
  return new UsageError(
    `Port ${port} is in use. Stop the program that uses it, or choose another port with --${option}.`
  )
}

/** Reports a port in use on any address of localhost, because another program there would get the bot's webhooks. */
async function refuseTaken(port: number): Promise<void> {
  for (const { address } of await lookup('localhost', { all: true })) {
    const server = createServer().listen({ host: address, port })
    try {
      await once(server, 'listening')
      await once(server.close(), 'close')
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'EADDRINUSE') throw portTaken('bot-port', port)
      const isMissing = code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT' // localhost has an IPv6 address, but IPv6 is off
      if (!isMissing) throw new UsageError(`cannot listen on port ${port}: ${code}`)
    }
  }
}
