/**
 * Builds the images of the bot and of the simulator, and proves that they keep their promises, with docker, podman or
 * buildah. Loopback only.
 *
 *     npm run test:image
 */
import { deepStrictEqual, equal, match, ok } from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { createSimulator } from 'line-platform-simulator'
import { freePort, SECRET, until } from './helper.ts'
import type { Container, Engine, Image } from './image/engine.ts'
import { findEngine } from './image/find-engine.ts'
import { productionFolders } from './image/lockfile.ts'
import { proveSimulator } from './image/simulator.ts'
import { unusedFiles } from './image/unused-files.ts'
import { proveWithRedis } from './image/with-redis.ts'

const ANY_UID = 34_567
/** After SIGTERM, by Heroku, and by Docker and Kubernetes where they are told so. */
const KILLED_AFTER_MS = 30_000
const CREDENTIALS = { LINE_CHANNEL_SECRET: SECRET, LINE_CHANNEL_ACCESS_TOKEN: 'access-token' }

const pkg = JSON.parse(readFileSync('package.json', 'utf8'))
const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'))
let passed = 0
let failed = 0

const engine = await findEngine()
if (engine) {
  process.once('SIGINT', () => engine.remove().then(() => process.exit(1)))
  try {
    await proveAll(engine)
    await proveSimulator(engine, prove)
  } catch (error) {
    failed++
    console.log(`✗ ${(error as Error).message}`)
  } finally {
    console.log('… cleaning up')
    await engine.remove()
  }
} else {
  console.log('skipped: no docker or podman that answers, and no buildah with busybox (as root)')
  if (process.env.CI) failed++
}
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed > 0 ? 1 : 0)

async function proveAll({ description, build }: Engine) {
  console.log(`with ${description}`)
  const image = await build('.')
  console.log(`  ${(image.sizeOverBase / 1e6).toFixed(1)} MB over its base`)

  await prove('it says what it is, and starts node itself, not as root', async () => {
    const { Labels, Cmd, User } = image.config
    for (const label of ['title', 'description', 'licenses', 'source'])
      ok(Labels[`org.opencontainers.image.${label}`], label)
    equal(Cmd.join(' '), pkg.scripts.start)
    ok(!['', 'root', '0'].includes(User))
  })

  await proveContents(image)
  await proveBot(image)

  await prove('the worker starts too, and says that it needs REDIS_URL', async () => {
    const worker = await image.start({
      command: pkg.scripts.worker.split(' '),
      uid: ANY_UID,
      environment: CREDENTIALS
    })
    equal(await worker.exited, 1)
    match(worker.output(), /"variable":"REDIS_URL"/)
  })
  await proveWithRedis(image, prove)
}

/** What is in the image, and what is not. */
async function proveContents(image: Image) {
  const files = await filesOf(image)

  await prove('it has the bot, and no test, simulator, .env, cache or log', async () => {
    const app = files.filter((file) => file.startsWith('/app/') && !file.startsWith('/app/node_modules/'))
    const tops = new Set(app.map((file) => file.split('/')[2]))
    deepStrictEqual([...tops].sort(), ['.compile-cache', 'package-lock.json', 'package.json', 'src'])
    ok(files.includes('/app/src/web.ts'))
    none(app, /\/simulator|\.test\.ts$|\/\.env/)
    none(files, /\/_cacache\/|^\/root\/\.npm|^\/tmp\/|^\/run\/npm\//)
  })

  await prove('it has every dependency, and no package that is none', async () => {
    const allowed = productionFolders(lock.packages, true)
    const needed = productionFolders(lock.packages, false)
    ok(needed.length > 50)
    const isThere = (folder: string) => files.includes(`/app/${folder}/package.json`)
    deepStrictEqual(
      needed.filter((folder) => !isThere(folder)),
      []
    )
    const others = Object.keys(lock.packages).filter((folder) => folder !== '' && !allowed.includes(folder))
    ok(others.length > 50)
    deepStrictEqual(others.filter(isThere), [])
  })

  await prove('its packages are without types, tests, documents and builds that nothing loads', async () => {
    deepStrictEqual(unusedFiles(files), [])
  })

  await prove('its files can be read by anyone', async () => {
    const find = ['find', '/app', '!', '-perm', '-004']
    deepStrictEqual(await linesOf(await image.start({ command: find, uid: 0 })), [])
  })
}

/** The bot in its container, from the start to the end. */
async function proveBot(image: Image) {
  const line = await createSimulator({
    host: '127.0.0.1',
    channelSecret: CREDENTIALS.LINE_CHANNEL_SECRET,
    channelAccessToken: CREDENTIALS.LINE_CHANNEL_ACCESS_TOKEN
  })
  const port = await freePort()
  const health = `http://127.0.0.1:${port}/health`
  const started = performance.now()
  const bot = await image.start({
    uid: ANY_UID,
    environment: { PORT: String(port), ...CREDENTIALS, LINE_API_BASE_URL: line.url }
  })
  const script = (code: string) => bot.exec(['node', '-e', code])

  await prove(`it starts as the user ${ANY_UID}, with PORT and the credentials alone`, async () => {
    let ended = false
    bot.exited.finally(() => (ended = true))
    await until(async () => ended || (await fetch(health).catch(() => undefined))?.ok)
    ok(!ended, bot.output())
    console.log(`  ${Math.round(performance.now() - started)} ms from the start to the first 200`)
    const { output } = await bot.exec(['cat', '/proc/1/cmdline'])
    equal(output.split('\0').filter(Boolean).join(' '), pkg.scripts.start, 'PID 1')
    match((await bot.exec(['cat', '/proc/1/status'])).output, new RegExp(`^Uid:\\s+${ANY_UID}\\s`, 'm'))
  })

  await prove('it answers a signed webhook with 200, and has handled the event', async () => {
    line.settings.webhookUrl = `http://127.0.0.1:${port}/echobot/callback/`
    const sent = await line.send({ type: 'text', text: 'Is anybody there? 🙂' })
    equal(sent.delivery.status, 200, bot.output())
    const calls = line.requests('replyMessage').map(({ status }) => status)
    deepStrictEqual(calls, sent.replies.length > 0 ? [200] : []) // what it replies is the author's
  })

  await prove('it refuses a webhook with a bad signature', async () => {
    const sent = await line.send({ type: 'text', text: 'x' }, { signature: 'bad' })
    equal(sent.delivery.status, 403)
    deepStrictEqual(sent.replies, [])
  })

  await prove('its health check succeeds', async () => {
    const [kind, ...command] = image.config.Healthcheck?.Test ?? []
    equal(kind, 'CMD')
    deepStrictEqual(await bot.exec(command), { status: 0, output: '' })
  })

  await prove('it runs on a read-only file system, and writes nothing to /tmp either', async () => {
    const { output } = await script(`
      const written = fs.readdirSync('/tmp')
      const writable = ['/', '/app', '/app/.compile-cache', '/var/tmp', '/home/node', '/tmp'].filter((folder) => {
        try { return fs.mkdtempSync(folder + '/t') } catch {}
      })
      console.log(JSON.stringify({ written, writable }))`)
    deepStrictEqual(JSON.parse(output), { written: [], writable: ['/tmp'] })
  })

  await prove('it starts from the compiled code in the image, whoever it runs as', async () => {
    // Node's log goes apart: the bot has its own output not block, and what a full pipe does not take of the other is lost.
    const start = 'NODE_DEBUG_NATIVE=COMPILE_CACHE exec node src/web.ts 2>&1 >/dev/null'
    const { output } = await bot.exec(['sh', '-c', start])
    const reads = output.split('\n').filter((line) => line.includes('reading cache from'))
    ok(reads.length > 100, output)
    deepStrictEqual(
      reads.filter((line) => !line.includes('success')),
      []
    )
  })

  await prove('it has logged no error, and nothing but JSON', async () => {
    none(bot.output().trim().split('\n'), /"level":"(error|fatal)"|^[^{]/)
  })

  await prove(
    'on SIGTERM, with 20 events in flight while LINE does not respond, it ends with 0 in time',
    async () => {
      line.faults.set({ latencyMs: 60_000 })
      const sent = Array.from({ length: 20 }, (_, i) => line.send({ type: 'text', text: `${i}` }))
      await Promise.all(sent) // each gets its 503 after 1.4 s; the work goes on
      const stopped = performance.now()
      await bot.kill('SIGTERM')
      const status = await Promise.race([bot.exited, sleep(KILLED_AFTER_MS, 'still running')])
      equal(status, 0, bot.output())
      console.log(`  ${((performance.now() - stopped) / 1_000).toFixed(1)} s from SIGTERM to the end`)
    }
  )

  await bot.kill('SIGKILL').catch(() => {})
  await line.close()
}

async function prove(promise: string, check: () => Promise<unknown>) {
  try {
    await check()
    passed++
    console.log(`✓ ${promise}`)
  } catch (error) {
    failed++
    const lines = (error as Error).message.split('\n').slice(0, 20)
    console.log(`✗ ${promise}\n${lines.map((line) => `    ${line}`).join('\n')}`)
  }
}

function none(lines: string[], pattern: RegExp) {
  deepStrictEqual(
    lines.filter((line) => pattern.test(line)),
    []
  )
}

/** Every file of the image. Its /tmp is seen as it was built. */
async function filesOf(image: Image) {
  const files = ['find', '/', '-xdev', '-type', 'f']
  return linesOf(await image.start({ command: files, uid: 0, asBuilt: true }))
}

async function linesOf({ exited, output }: Container) {
  equal(await exited, 0, output())
  return output().split('\n').filter(Boolean)
}
