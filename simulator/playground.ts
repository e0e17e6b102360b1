/** `npm run playground`: the bot and a LINE Platform, wired to each other. No account, no configuration, no network. */
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'
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
import { createSimulator } from './simulator.ts'

const USAGE = `Starts the bot and a LINE Platform for it on this machine, with throw-away credentials.

  npm run playground`

await runProgram(async () => {
  const options = readOptions(USAGE, {
    port: { value: 'PORT', help: 'where the platform and its chat listen; 8001 by default' },
    'bot-port': { value: 'PORT', help: 'where the bot listens; 8000 by default' },
    bot: { value: 'FILE', help: 'which bot to start, e.g. examples/menu.ts; src/web.ts by default' },
    watch: { help: 'starts the bot anew when its code changes' }
  })
  const port = portOf('port', options.port ?? '8001')
  const botPort = portOf('bot-port', options['bot-port'] ?? '8000')
  if (botPort === 0 || botPort === port) throw new UsageError('--bot-port takes a port of its own')
  await refuseTaken(botPort)

  const channelSecret = randomBytes(16).toString('hex')
  const channelAccessToken = randomBytes(64).toString('base64url')
  const { app, platform } = createSimulator({
    webhookUrl: `http://localhost:${botPort}/echobot/callback/`,
    channelSecret,
    channelAccessToken,
    log: createPrettyLog('LINE', 'green')
  })
  const url = await listen(app, 'port', port)

  const bot = spawn(
    process.execPath,
    [...(options.watch ? ['--watch', '--watch-preserve-output'] : []), options.bot ?? 'src/web.ts'],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        NODE_ENV: 'production',
        HOST: 'localhost',
        PORT: String(botPort),
        LINE_CHANNEL_SECRET: channelSecret,
        LINE_CHANNEL_ACCESS_TOKEN: channelAccessToken,
        LINE_API_BASE_URL: url
      }
    }
  )
  const botLog = prettyStream('bot', 'cyan')
  for (const stream of [bot.stdout, bot.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      botLog.write(`${line}\n`)
      if (line.includes('Server listening')) welcome()
    })
  }

  let welcomed = false
  function welcome() {
    if (welcomed) return
    welcomed = true
    console.log(`
  ${styleText('bold', 'Chat with the bot:')} ${styleText(['cyan', 'underline'], `${url}/`)}

  The bot listens on http://localhost:${botPort}, its log is marked ${styleText('cyan', 'bot')}. Ctrl-C stops both.
`)
  }

  let stopping = false
  function stop() {
    if (stopping) return
    stopping = true
    platform.faults.clear() // the bot finishes what it has in hand, and LINE is there until it has
    if (!bot.kill('SIGTERM')) app.close()
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop)
  bot.on('exit', (code, signal) => {
    if (stopping) return app.close()
    const how = signal ?? `exit status ${code}`
    console.error(
      styleText('red', `The bot has stopped (${how}): see above. Ctrl-C, then start the playground again.`)
    )
  })
})

/** The bot would say so too, but only in its log. */
async function refuseTaken(port: number): Promise<void> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => {
    server.once('error', ({ code }: NodeJS.ErrnoException) => {
      reject(
        new UsageError(
          code === 'EADDRINUSE' ? portTaken('bot-port', port) : `cannot listen on port ${port}: ${code}`
        )
      )
    })
    server.listen({ host: 'localhost', port }, () => server.close(() => resolve()))
  })
}
