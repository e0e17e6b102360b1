/** `npm run playground`: the bot and a LINE Platform, wired to each other. No account, no configuration, no network. */
import { randomBytes } from 'node:crypto'
import { lookup } from 'node:dns/promises'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname } from 'node:path'
import { styleText } from 'node:util'
import {
  createPrettyLog,
  listen,
  portOf,
  portTaken,
  prettyStream,
  readOptions,
  runProgram,
  UsageError
} from './command-line.ts'
import type { BotStatus } from './platform/bot-status.ts'
import { noteOutcome } from './playground/bot-log.ts'
import { createBotProcess } from './playground/bot-process.ts'
import { watchFolders } from './playground/watch.ts'

const USAGE = `Starts the bot and a LINE Platform for it on this machine, with throw-away credentials.

  npm run playground`

await runProgram(async () => {
  const options = readOptions(USAGE, {
    port: { value: 'PORT', help: 'where the platform and its chat listen; 8001 by default' },
    'bot-port': { value: 'PORT', help: 'where the bot listens; 8000 by default' },
    bot: { value: 'FILE', help: 'which bot to start, e.g. examples/menu.ts; src/web.ts by default' },
    watch: { help: 'starts the bot again when its code changes' }
  })
  const port = portOf('port', options.port ?? '8001')
  const botPort = portOf('bot-port', options['bot-port'] ?? '8000')
  if (botPort === 0 || botPort === port) throw new UsageError('--bot-port takes a port of its own')
  const file = options.bot ?? 'src/web.ts'
  if (!existsSync(file)) throw new UsageError(`--bot: there is no ${file}`)
  await refuseTaken(botPort)

  const { createSimulator } = await import('./simulator.ts') // only now: a mistake is said at once
  const channelSecret = randomBytes(16).toString('hex')
  const channelAccessToken = randomBytes(64).toString('base64url')
  const { app, platform } = createSimulator({
    webhookUrl: `http://localhost:${botPort}/echobot/callback/`,
    channelSecret,
    channelAccessToken,
    log: createPrettyLog('LINE', 'green')
  })
  const url = await listen(app, 'port', port)

  const botLog = prettyStream('bot', 'cyan')
  const bot = createBotProcess({
    file,
    port: botPort,
    environment: {
      ...process.env,
      NODE_ENV: 'production',
      HOST: 'localhost',
      PORT: String(botPort),
      LINE_CHANNEL_SECRET: channelSecret,
      LINE_CHANNEL_ACCESS_TOKEN: channelAccessToken,
      LINE_API_BASE_URL: url
    },
    onLine(line) {
      botLog.write(`${line}\n`)
      noteOutcome(platform.exchanges, line)
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
    platform.bot.set({ ...status, ...(isStopped && { remedy }) })
    if (status.state === 'listening' && !wasWelcomed) {
      wasWelcomed = true
      welcome()
    } else if (isStopped && !options.watch && !wasWelcomed) {
      say(status.title)
      process.exitCode = 1
      app.close()
    } else if (status.title) {
      say(`${status.title} ${isStopped ? `See above. ${remedy}` : ''}`)
    }
  }

  function welcome(): void {
    console.log(`
  ${styleText('bold', 'Chat with the bot:')} ${styleText(['cyan', 'underline'], `${url}/`)}

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
    platform.faults.clear() // the bot finishes what is in flight, and LINE is there until it has
    if (bot.isRunning()) console.log('Stopping, as soon as the bot has finished. Ctrl-C again stops at once.')
    await bot.stop()
    await app.close()
  }
  async function stopAtOnce(): Promise<void> {
    console.log('Stopped at once: what the bot had not finished is lost.')
    await bot.kill()
    process.exit(130)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
})

const say = (text = '') => console.error(styleText('red', text.trim(), { stream: process.stderr }))

/** The bot would say so too, but only in its log; and whoever has another address of localhost would get its webhooks. */
async function refuseTaken(port: number): Promise<void> {
  for (const { address } of await lookup('localhost', { all: true })) {
    const server = createServer().listen({ host: address, port })
    try {
      await once(server, 'listening')
      await once(server.close(), 'close')
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'EADDRINUSE') throw new UsageError(portTaken('bot-port', port))
      const isMissing = code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT' // named, though there is no IPv6
      if (!isMissing) throw new UsageError(`cannot listen on port ${port}: ${code}`)
    }
  }
}
