/** Abuse from the internet, by its outcome: webhooks are answered in time, and the process survives. */
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { CALLBACK, spawnBot, startLine, until } from '../helper.ts'
import { dial, get, head } from '../wire.ts'

const MIB = 1024 * 1024
/** The allocator keeps what V8 has freed, so this is generous. Without limits, an abuse takes more or ends the process. */
const MAX_GROWTH_MIB = 200
/** How many webhooks of either length must be answered in time per abuse. Some may be late where the machine is busy. */
const ANSWERED = 3
const MAX_WEBHOOKS = 20

/** Opens connections, sends the same bytes on each, and leaves them open. */
async function send(t: Test, url: string, connections: number, ...parts: (string | Uint8Array)[]) {
  const opened = await Promise.all(Array.from({ length: connections }, () => dial(t, url)))
  for (const { socket } of opened) for (const part of parts) socket.write(part)
  return opened
}

/** Calls a function at an interval, until the test ends. */
function repeat(t: Test, intervalMs: number, action: () => void): void {
  const timer = setInterval(action, intervalMs)
  t.teardown(() => clearInterval(timer))
}

const megabyte = Buffer.alloc(MIB, 'x')
const half = megabyte.subarray(0, MIB / 2)

/** Each starts an abuse of the bot at the address; it goes on until the test ends. */
const ABUSES: Record<string, (t: Test, url: string) => Promise<unknown>> = {
  async 'one request that announces 64 MiB'(t, url) {
    const [connection] = await send(t, url, 1, head({ 'content-length': 64 * MIB }))
    repeat(t, 20, () => connection?.socket.write(Buffer.alloc(65_536)))
  },
  async '64 requests of 1 MiB that are reset'(t, url) {
    const connections = await send(t, url, 64, head({ 'content-length': MIB }), half)
    await sleep(500)
    for (const { socket } of connections) socket.resetAndDestroy()
  },
  '64 requests of 1 MiB that stop halfway': (t, url) =>
    send(t, url, 64, head({ 'content-length': MIB }), half),
  '64 requests of 1 MiB that use PUT': (t, url) =>
    send(t, url, 64, head({ 'content-length': MIB }, `PUT ${CALLBACK} HTTP/1.1`), megabyte),
  '64 GETs with a body of 1 MiB': (t, url) =>
    send(t, url, 64, head({ 'content-length': MIB }, 'GET / HTTP/1.1'), megabyte),
  '200 requests that announce a body and wait': (t, url) =>
    send(t, url, 200, head({ 'content-length': MIB })),
  async '1,000 slow connections with invalid signatures'(t, url) {
    const connections = await send(t, url, 1_000, head({ 'content-length': 100_000 }), 'x'.repeat(1_000))
    repeat(t, 500, () => {
      for (const { socket } of connections) if (socket.writable) socket.write('x')
    })
  },
  async 'six clients that pipeline 2,400 GETs each and read no answer'(t, url) {
    const connections = await Promise.all(Array.from({ length: 6 }, () => dial(t, url)))
    for (const { socket } of connections) socket.pause().write(get('/').repeat(2_400))
  },
  async '500 bodies of brackets per second to a path without a route'(t, url) {
    const request = head({ 'content-length': 20_000 }, 'POST /x HTTP/1.1') + '['.repeat(20_000)
    async function client() {
      const connection = await dial(t, url)
      const timer = setInterval(() => connection.socket.write(request), 20)
      t.teardown(() => clearInterval(timer))
      await connection.closed // after 100 requests
      clearInterval(timer)
      await client().catch(() => {})
    }
    for (let i = 0; i < 10; i++) void client()
  }
}

for (const [name, abuse] of Object.entries(ABUSES)) {
  t.test(`webhooks are answered in time during: ${name}`, async (t) => {
    const line = await startLine(t)
    const bot = await spawnBot(t, line, {}, { nodeOptions: ['--max-old-space-size=256'] })
    /** Sends a text with a webhook of this length, and resolves with whether LINE got 200 in time, and the reply. */
    async function isAnswered(bytes: number): Promise<boolean> {
      const padding = 'x'.repeat(bytes)
      const { delivery, replies } = await line.say('hello', { override: { padding } })
      return delivery.status === 200 && replies.length === 1
    }
    const memoryMib = () =>
      Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${bot.child.pid}/status`, 'utf8'))?.[1]) / 1_024

    for (const bytes of [5_000, 200_000]) await until(() => isAnswered(bytes))
    const before = process.platform === 'linux' ? memoryMib() : 0

    await t.test('while it goes on', async (t) => {
      await abuse(t, bot.url)
      for (const bytes of [5_000, 200_000]) {
        let answered = 0
        let sent = 0
        for (; answered < ANSWERED && sent < MAX_WEBHOOKS; sent++) {
          if (await isAnswered(bytes)) answered++
          else await sleep(250) // an overloaded bot says so at once
        }
        t.equal(answered, ANSWERED, `of ${sent} webhooks of ${bytes} bytes`)
      }
    })
    t.equal(bot.child.exitCode, null, 'the process survives')
    if (process.platform !== 'linux') return
    t.comment(`${Math.round(before)} MiB before, ${Math.round(memoryMib())} MiB after`)
    await until(async () => (await isAnswered(5_000)) && memoryMib() < before + MAX_GROWTH_MIB)
    t.pass('its memory is released')
  })
}

t.test('bodies in chunks of one byte do not end the process', async (t) => {
  const line = await startLine(t)
  const bot = await spawnBot(t, line, {}, { nodeOptions: ['--max-old-space-size=256'] })
  const connections = await send(t, bot.url, 4, head({ 'transfer-encoding': 'chunked' }))
  for (const { socket } of connections) socket.write('1\r\nx\r\n'.repeat(1_000_000))
  await Promise.all(connections.map(({ closed }) => closed))
  await until(async () => (await line.say('hello')).replies.length === 1)
  t.equal(bot.child.exitCode, null)
})
