import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, constants, createReadStream, existsSync, openSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import t, { type Test } from 'tap'
import { findProgram } from '../../simulator/test/support/find-program.ts'
import { delivererTo, event, freePort, type Line, matches, SECRET, startLine, until } from '../helper.ts'

const WITHOUT_DEV_FULL = existsSync('/dev/full') ? false : 'there is no /dev/full on this system'
const WITHOUT_FIFO = spawnSync('mkfifo', ['--version']).error ? 'there is no mkfifo on this system' : false

const WITHOUT_SCRIPT =
  process.platform === 'linux' && findProgram('script')
    ? false
    : 'there is no script of util-linux on this system'

const BOT = 'test/plain-bot/web.ts'

/** The bot in production, with this as its stdout. */
async function startWith(
  t: Test,
  stdout: number | 'pipe',
  environment: Record<string, string> = {},
  command: [string, ...string[]] = [process.execPath, BOT]
) {
  const line: Line = await startLine(t)
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const child: ChildProcess = spawn(command[0], command.slice(1), {
    stdio: ['ignore', stdout, 'ignore'],
    env: {
      PATH: process.env.PATH,
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      PORT: String(port),
      LINE_CHANNEL_SECRET: SECRET,
      LINE_CHANNEL_ACCESS_TOKEN: 'access-token',
      LINE_API_BASE_URL: line.url,
      ...environment
    }
  })
  const exited = once(child, 'exit')
  t.teardown(() => child.kill('SIGKILL'))
  const deliver = delivererTo(url)

  return {
    child,
    exited,
    isUp: () =>
      until(() =>
        fetch(`${url}/health`).then(
          ({ ok }) => ok,
          () => false
        )
      ),
    /** Makes the bot log `lines` lines; each webhook must be answered 200. */
    async talk(lines: number) {
      const perWebhook = 500
      for (let i = 0; i < lines / perWebhook; i++) {
        const events = Array.from({ length: perWebhook }, () => event({ type: 'sticker' }))
        const { status } = await deliver(events)
        if (status !== 200) t.fail(`answered ${status}`)
      }
    }
  }
}

/** A pipe that nobody reads until `read` is called. */
function openPipe(t: Test) {
  const path = `${t.testdir()}/pipe`
  spawnSync('mkfifo', [path])
  const keeper = openSync(path, constants.O_RDWR) // without a reader, it cannot be opened for writing
  const writer = openSync(path, constants.O_WRONLY)
  return {
    writer,
    /** Everything that is written until the last writer has closed it. */
    read() {
      const reader = createReadStream(path)
      reader.once('open', () => {
        closeSync(keeper)
        closeSync(writer)
      })
      let sofar = ''
      reader.on('data', (chunk) => (sofar += chunk))
      return { output: text(reader), sofar: () => sofar }
    }
  }
}

t.test(
  'a full disk under the log costs no answer, and the exit status stays 0',
  { skip: WITHOUT_DEV_FULL },
  async (t) => {
    const bot = await startWith(t, openSync('/dev/full', 'w'))
    await bot.isUp()
    await bot.talk(10_000)
    await endsWell(t, bot)
  }
)

t.test(
  'a failed start exits with status 1 even when its log is on a full disk',
  { skip: WITHOUT_DEV_FULL },
  async (t) => {
    const bot = await startWith(t, openSync('/dev/full', 'w'), { LINE_CHANNEL_SECRET: '', PORT: 'x' })
    t.same(await bot.exited, [1, null])
  }
)

t.test('a closed stdout costs no answer, and the exit status stays 0', async (t) => {
  const bot = await startWith(t, 'pipe', {}, ['sh', '-c', `exec '${process.execPath}' ${BOT} >&-`])
  await bot.isUp()
  await bot.talk(5_000)
  await endsWell(t, bot)
})

t.test('a reader of the log that goes away costs no answer, and the exit status stays 0', async (t) => {
  const bot = await startWith(t, 'pipe')
  await bot.isUp()
  bot.child.stdout?.destroy()
  await bot.talk(5_000)
  await endsWell(t, bot)
})

t.test('no line is lost when the bot stops under load', async (t) => {
  const lines = 5_000
  const bot = await startWith(t, 'pipe')
  const output = text(bot.child.stdout as Readable)
  await bot.isUp()
  await bot.talk(lines)
  await endsWell(t, bot)
  const records = recordsOf(await output)
  t.equal(records.filter(({ outcome }) => outcome === 'ignored').length, lines)
  matches(t, records.at(-1), { msg: 'SIGTERM: finishing events in flight, then stopping' })
})

// They wait more than they work: side by side.
t.test('a stdout that nobody reads', { jobs: 2 }, async (t) => {
  t.test('costs no answer, and the exit status stays 0', async (t) => {
    const bot = await startWith(t, 'pipe')
    await bot.isUp()
    await bot.talk(10_000)
    await endsWell(t, bot)
  })

  t.test('does not keep the bot from exiting after an uncaught exception', async (t) => {
    const mistake = 'process.on("SIGWINCH", () => { throw new Error("boom") })'
    const command = [process.execPath, '--import', `data:text/javascript,${mistake}`, BOT] as const
    const bot = await startWith(t, 'pipe', {}, [...command])
    await bot.isUp()
    await bot.talk(5_000)
    bot.child.kill('SIGWINCH')
    t.same(await bot.exited, [1, null])
  })

  t.test('does not fill the memory', async (t) => {
    const code = `import { openLog } from ${JSON.stringify(resolve('src/log/logger.ts'))}
    import { setImmediate } from 'node:timers/promises'
    const { log, close } = await openLog()
    const words = 'x'.repeat(1_000)
    for (let i = 0; i < 200_000; i++) {
      log.info(words)
      if (i % 100 === 0) await setImmediate()
    }
    gc()
    const { heapUsed, external } = process.memoryUsage()
    process.stderr.write(String(heapUsed + external))
    await close()
    process.exit()`
    const child = spawn(process.execPath, ['--expose-gc', '--input-type=module', '-e', code], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env.PATH, NODE_ENV: 'production' }
    })
    t.teardown(() => child.kill('SIGKILL'))
    const [bytes, exited] = await Promise.all([text(child.stderr as Readable), once(child, 'exit')])
    const megabytes = Number(bytes) / 1024 ** 2
    t.ok(megabytes > 0 && megabytes < 60, `${megabytes} MB after 200 MB of lines`)
    t.same(exited, [0, null])
  })

  t.test('costs no answer when it is a stopped terminal', { skip: WITHOUT_SCRIPT }, async (t) => {
    const inTerminal = `echo $$; exec '${process.execPath}' ${BOT}`
    const bot = await startWith(t, 'pipe', {}, ['script', '-qec', inTerminal, '/dev/null'])
    const terminal = bot.child.stdout as Readable
    const [pid] = await once(terminal, 'data')
    terminal.pause()
    await bot.isUp()
    await bot.talk(5_000)
    process.kill(Number(String(pid).trim().split('\n')[0]), 'SIGTERM')
    terminal.resume() // an exit waits for it, because Node leaves terminals blocking
    t.same(await bot.exited, [0, null])
  })
})

t.test(
  'lines that had no room are counted, and the log reports how many',
  { skip: WITHOUT_FIFO },
  async (t) => {
    const lines = 30_000
    const pipe = openPipe(t)
    const bot = await startWith(t, pipe.writer)
    await bot.isUp()
    await bot.talk(lines)
    const { output, sofar } = pipe.read()
    await until(() => sofar().includes('log lines were dropped'))
    await bot.talk(500) // there is room again
    await endsWell(t, bot)
    const records = recordsOf(await output)
    const drops = records.filter(({ dropped }) => dropped)
    matches(t, drops[0], { level: 'error', msg: /^\d+ log lines were dropped/ })
    const logged = records.filter(({ outcome }) => outcome === 'ignored').length
    const dropped = drops.reduce((sum, record) => sum + record.dropped, 0)
    t.ok(dropped > 0 && logged > 10_000, `${logged} written, ${dropped} dropped`)
    t.equal(logged + dropped, lines + 500)
  }
)

/** Stops the bot as Heroku does: it exits with status 0, and not 1, with which its watchdog ends it after 25 seconds. */
async function endsWell(t: Test, bot: { child: ChildProcess; exited: Promise<unknown[]> }) {
  bot.child.kill('SIGTERM')
  t.same(await bot.exited, [0, null])
}

const recordsOf = (output: string) =>
  output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
