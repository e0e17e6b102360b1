import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, constants, createReadStream, existsSync, openSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import t, { type Test } from 'tap'
import { findProgram } from '../find-program.ts'
import { delivererTo, event, freePort, type Line, SECRET, startLine, uncovered, until } from '../helper.ts'

const WITHOUT_DEV_FULL = existsSync('/dev/full') ? false : 'there is no /dev/full on this system'
const WITHOUT_FIFO = spawnSync('mkfifo', ['--version']).error ? 'there is no mkfifo on this system' : false

const WITHOUT_SCRIPT =
  process.platform === 'linux' && findProgram('script')
    ? false
    : 'there is no script of util-linux on this system'

/** The bot in production, with this as its standard output. */
async function startWith(
  t: Test,
  stdout: number | 'pipe',
  environment: Record<string, string> = {},
  command: [string, ...string[]] = [process.execPath, 'test/plain-bot/web.ts']
) {
  const line: Line = await startLine(t)
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const child: ChildProcess = spawn(command[0], command.slice(1), {
    stdio: ['ignore', stdout, 'ignore'],
    env: {
      ...uncovered({ PATH: process.env.PATH }),
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
    /** Has the bot log so many lines, and looks at each answer. */
    async talk(lines: number) {
      const perWebhook = 500
      for (let i = 0; i < lines / perWebhook; i++) {
        const events = Array.from({ length: perWebhook }, () => event({ type: 'sticker' }))
        const { status } = await deliver(events)
        if (status !== 200) t.fail(`answered ${status}`)
      }
    },
    /** Stops it as Heroku does; how it ended, and how long that took. */
    async stop() {
      const asked = performance.now()
      child.kill('SIGTERM')
      const [status, signal] = await exited
      return { status, signal, ms: performance.now() - asked }
    }
  }
}

/** A pipe with nobody reading, until `read` does. */
function openPipe(t: Test) {
  const path = `${t.testdir()}/pipe`
  spawnSync('mkfifo', [path])
  const keeper = openSync(path, constants.O_RDWR) // else nobody could open it for writing
  const writer = openSync(path, constants.O_WRONLY)
  return {
    writer,
    /** Everything that is written until the last writer is gone. */
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
  'a full disk under the log costs no answer, and no exit status',
  { skip: WITHOUT_DEV_FULL },
  async (t) => {
    const bot = await startWith(t, openSync('/dev/full', 'w'))
    await bot.isUp()
    await bot.talk(10_000)
    const { status, ms } = await bot.stop()
    t.equal(status, 0)
    t.ok(ms < 5_000, `stopped within ${Math.round(ms)} ms`)
  }
)

t.test(
  'what keeps it from starting ends it, even when the log is full',
  { skip: WITHOUT_DEV_FULL },
  async (t) => {
    const bot = await startWith(t, openSync('/dev/full', 'w'), { LINE_CHANNEL_SECRET: '', PORT: 'x' })
    t.same(await bot.exited, [1, null])
  }
)

// They wait more than they work: side by side.
t.test('a standard output that takes nothing', { jobs: 2 }, async (t) => {
  t.test('a reader of the log that stops costs no answer, and no exit status', async (t) => {
    const bot = await startWith(t, 'pipe')
    await bot.isUp()
    await bot.talk(10_000)
    const { status, ms } = await bot.stop()
    t.equal(status, 0)
    t.ok(ms < 10_000, `stopped within ${Math.round(ms)} ms`)
  })

  t.test('lines that nobody reads take no memory without end', async (t) => {
    const code = `import { createLogger } from ${JSON.stringify(resolve('src/runtime/logger.ts'))}
    import { setImmediate } from 'node:timers/promises'
    const log = await createLogger()
    const words = 'x'.repeat(1_000)
    for (let i = 0; i < 200_000; i++) {
      log.info(words)
      if (i % 100 === 0) await setImmediate()
    }
    gc()
    const { heapUsed, external } = process.memoryUsage()
    process.stderr.write(String(heapUsed + external))`
    const child = spawn(process.execPath, ['--expose-gc', '--input-type=module', '-e', code], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...uncovered({ PATH: process.env.PATH }), NODE_ENV: 'production' }
    })
    t.teardown(() => child.kill('SIGKILL'))
    const [said, exited] = await Promise.all([text(child.stderr as Readable), once(child, 'exit')])
    const megabytes = Number(said) / 1024 ** 2
    t.ok(megabytes > 0 && megabytes < 60, `${megabytes} MB after 200 MB of lines`)
    t.same(exited, [0, null])
  })

  t.test('a blocked pipe does not keep it from stopping', { skip: WITHOUT_FIFO }, async (t) => {
    const pipe = openPipe(t)
    const bot = await startWith(t, pipe.writer)
    await bot.isUp()
    await bot.talk(10_000)
    const { status, ms } = await bot.stop()
    t.equal(status, 0)
    t.ok(ms < 10_000, `stopped within ${Math.round(ms)} ms`)
    await pipe.read().output
  })

  t.test(
    'a terminal that has stopped does not keep it from stopping',
    { skip: WITHOUT_SCRIPT },
    async (t) => {
      const inTerminal = `echo $$; exec '${process.execPath}' test/plain-bot/web.ts`
      const bot = await startWith(t, 'pipe', {}, ['script', '-qec', inTerminal, '/dev/null'])
      const terminal = bot.child.stdout as Readable
      const [pid] = await once(terminal, 'data')
      terminal.pause()
      await bot.isUp()
      await bot.talk(5_000)
      const id = Number(String(pid).trim().split('\n')[0])
      process.kill(id, 'SIGTERM')
      await until(() => hasEnded(id), 20_000)
      terminal.resume() // `script` itself waits until somebody reads
      t.same(await bot.exited, [0, null])
    }
  )
})

t.test('lines that had no room are counted, and the log says how many', { skip: WITHOUT_FIFO }, async (t) => {
  const lines = 30_000
  const pipe = openPipe(t)
  const bot = await startWith(t, pipe.writer)
  await bot.isUp()
  await bot.talk(lines)
  const { output, sofar } = pipe.read()
  await until(() => sofar().includes('log lines were dropped'))
  await bot.talk(500) // there is room again
  t.equal((await bot.stop()).status, 0)
  const records = (await output)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  const drops = records.filter(({ dropped }) => dropped)
  t.match(drops[0], { level: 'error', msg: /^\d+ log lines were dropped/ })
  const logged = records.filter(({ outcome }) => outcome === 'ignored').length
  const dropped = drops.reduce((sum, record) => sum + record.dropped, 0)
  t.ok(dropped > 0 && logged > 10_000, `${logged} written, ${dropped} dropped`)
  t.equal(logged + dropped, lines + 500)
})

/** Whether a process of Linux has ended, be it that nobody has asked yet how. */
function hasEnded(pid: number): boolean {
  const stat = `/proc/${pid}/stat`
  return !existsSync(stat) || readFileSync(stat, 'utf8').includes(') Z ')
}

t.test('when the reader of the log has gone, the bot goes on', async (t) => {
  const bot = await startWith(t, 'pipe')
  await bot.isUp()
  bot.child.stdout?.destroy()
  await bot.talk(5_000)
  t.equal((await bot.stop()).status, 0)
})
