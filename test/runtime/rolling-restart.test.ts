import { createServer, request as httpRequest, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { freePort, type Line, spawnBot, startLine, until } from '../helper.ts'

const POLL_EVERY_MS = 1_000

/** A proxy that asks each server for its health every second, and forwards requests to those that are well. */
async function startProxy(t: Test, ports: number[]): Promise<{ url: string; settled: () => Promise<void> }> {
  const healthy = new Set<number>()
  let turn = 0
  let asked = 0
  const look = async () => {
    await Promise.all(
      ports.map(async (port) => {
        const isWell = await fetch(`http://127.0.0.1:${port}/health`).then(
          ({ ok }) => ok,
          () => false
        )
        healthy[isWell ? 'add' : 'delete'](port)
      })
    )
    asked++
  }
  await look()
  const timer = setInterval(look, POLL_EVERY_MS)
  const server: Server = createServer((incoming, outgoing) => {
    const port = [...healthy][turn++ % healthy.size]
    const { method, url: path, headers } = incoming
    const forwarded = httpRequest(
      { host: '127.0.0.1', port, method, path, headers, agent: false },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502)
        answer.pipe(outgoing)
      }
    )
    forwarded.on('error', () => outgoing.writeHead(502).end())
    incoming.pipe(forwarded)
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  t.teardown(() => {
    clearInterval(timer)
    server.close()
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** Resolves when all servers have been asked again. */
    async settled() {
      const before = asked
      await until(() => asked >= before + 2)
    }
  }
}

/** Sends a webhook every 10 ms until it is told to stop; returns the statuses. */
async function sendSteadily(line: Line, url: string, isOver: () => boolean): Promise<number[]> {
  const sent: Promise<{ status?: number | undefined }>[] = []
  while (!isOver()) {
    sent.push(line.deliver(line.create({ type: 'text', text: 'hi' }), { url }))
    await sleep(10)
  }
  return (await Promise.all(sent)).map(({ status }) => status ?? 0)
}

t.test('behind a proxy that polls /health, a rolling restart refuses no webhook', async (t) => {
  const line = await startLine(t)
  const ports = [await freePort(), await freePort()]
  const start = (port: number) => spawnBot(t, line, {}, { port })
  const bots = await Promise.all(ports.map(start))
  const proxy = await startProxy(t, ports)
  let isOver = false
  const statuses = sendSteadily(line, `${proxy.url}/echobot/callback/`, () => isOver)
  for (const [i, port] of ports.entries()) {
    bots[i]?.child.kill('SIGTERM')
    t.same(await bots[i]?.exited, [0, null])
    await start(port)
    await proxy.settled()
  }
  isOver = true
  const all = await statuses
  t.same(
    all.filter((status) => status !== 200),
    []
  )
  t.ok(all.length > 100, `${all.length} webhooks`)
})

t.test(
  'on SIGTERM, health checks say that it stops while webhooks are still accepted, and the log stays quiet',
  async (t) => {
    const line = await startLine(t)
    const bot = await spawnBot(t, line)
    for (let i = 0; i < 2; i++) t.ok((await fetch(`${bot.url}/health`)).ok) // as a proxy does, every second
    bot.child.kill('SIGTERM')
    await until(async () => (await fetch(`${bot.url}/health`)).status === 503)
    const health = await fetch(`${bot.url}/health`)
    t.same([health.status, await health.json()], [503, { status: 'stopping' }])
    t.match(health.headers.get('retry-after'), /^\d+$/)
    const live = await fetch(`${bot.url}/health/live`)
    t.same([live.status, await live.json(), live.headers.get('connection')], [200, { status: 'ok' }, 'close'])
    t.equal((await line.say('hi')).delivery.status, 200)
    t.same(await bot.exited, [0, null])
    t.same(
      bot.log().filter(({ level }) => level !== 'info'),
      []
    )
  }
)

t.test('on Ctrl-C it stops at once', async (t) => {
  const line = await startLine(t)
  const bot = await spawnBot(t, line)
  bot.child.kill('SIGINT')
  await bot.says('SIGINT: finishing')
  let isStopping = false
  await until(async () => {
    const answer = await fetch(`${bot.url}/health/live`).catch(() => undefined)
    isStopping ||= (await fetch(`${bot.url}/`).catch(() => undefined))?.status !== 200
    return answer === undefined
  })
  t.ok(isStopping)
  t.same(await bot.exited, [0, null])
})
