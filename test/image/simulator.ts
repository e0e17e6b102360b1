import { deepStrictEqual, equal, match, ok } from 'node:assert/strict'
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort, until } from '../helper.ts'
import { must } from './command.ts'
import type { Engine, Image } from './engine.ts'

const PACKAGE = '/usr/local/lib/node_modules/line-platform-simulator'
const TOKEN = 'access-token'

const pkg = JSON.parse(readFileSync('simulator/package.json', 'utf8'))

type Prove = (promise: string, check: () => Promise<unknown>) => Promise<void>

/** The image of the simulator: built from the packed package, and used by a bot outside of it. */
export async function proveSimulator({ build }: Engine, prove: Prove) {
  const context = mkdtempSync(join(tmpdir(), 'simulator-'))
  try {
    await must(['npm', 'pack', '--workspace', 'simulator', '--pack-destination', context])
    copyFileSync('simulator/Dockerfile', join(context, 'Dockerfile'))
    const image = await build(context)
    console.log(`  ${(image.sizeOverBase / 1e6).toFixed(1)} MB over its base`)

    await prove('the simulator’s image says what it is, and does not run as root', async () => {
      const { Labels, User, Entrypoint } = image.config
      equal(Labels['org.opencontainers.image.source'], pkg.repository.url)
      equal(Labels['org.opencontainers.image.description'], pkg.description)
      equal(Labels['org.opencontainers.image.licenses'], pkg.license)
      deepStrictEqual(Entrypoint, ['line-platform-simulator', '--host', '0.0.0.0'])
      ok(!['', 'root', '0'].includes(User))
    })
    await proveRuns(image, prove)
  } finally {
    rmSync(context, { recursive: true, force: true })
  }
}

async function proveRuns(image: Image, prove: Prove) {
  const bot = createServer((request, response) =>
    response.writeHead(request.headers['x-line-signature'] ? 200 : 403).end()
  )
  bot.listen(0, '127.0.0.1')
  await new Promise((resolve) => bot.once('listening', resolve))
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const webhook = `http://127.0.0.1:${(bot.address() as AddressInfo).port}/callback`
  const started = performance.now()
  const simulator = await image.start({
    command: ['--webhook', webhook, '--port', String(port), '--channel-access-token', TOKEN]
  })

  await prove('it starts with a webhook URL alone, on a read-only file system', async () => {
    let ended = false
    simulator.exited.finally(() => (ended = true))
    await until(async () => ended || (await fetch(url).catch(() => undefined))?.ok)
    ok(!ended, simulator.output())
    console.log(`  ${Math.round(performance.now() - started)} ms from the start to the first 200`)
    const { output } = await simulator.exec(['cat', '/proc/1/cmdline'])
    match(output, /^node\0/, 'PID 1')
  })

  await prove('the bot gets its events, and reaches LINE’s API and the page', async () => {
    const response = await fetch(`${url}/simulator/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ type: 'text', text: 'hello' })
    })
    const sent = (await response.json()) as { delivery?: { status?: number } }
    equal(sent.delivery?.status, 200, JSON.stringify(sent))
    const headers = { authorization: `Bearer ${TOKEN}` }
    equal((await fetch(`${url}/v2/bot/info`, { headers })).status, 200)
    equal((await fetch(`${url}/vendor/preact.js`)).status, 200)
  })

  await prove('its health check succeeds', async () => {
    const [kind, ...command] = image.config.Healthcheck?.Test ?? []
    equal(kind, 'CMD')
    const here = command.map((part) => part.replace(':8001/', `:${port}/`))
    deepStrictEqual(await simulator.exec(here), { status: 0, output: '' })
  })

  await prove('it has the package without types and source maps, and no cache', async () => {
    const { output } = await simulator.exec(['find', PACKAGE, '-type', 'f'])
    const files = output.trim().split('\n')
    ok(files.includes(`${PACKAGE}/dist/cli/main.js`))
    deepStrictEqual(
      files.filter((file) => /\.map$|\.d\.\w?ts$/.test(file)),
      []
    )
  })

  await prove('on SIGTERM it ends with 0', async () => {
    await simulator.kill('SIGTERM')
    equal(await Promise.race([simulator.exited, sleep(25_000, 'still running after 25 s')]), 0)
  })

  await simulator.kill('SIGKILL').catch(() => {})
  bot.close()
}
