import { connect } from 'node:net'
import t from 'tap'
import { spawnBot, startLine, until } from '../helper.ts'

t.test('whoever was let in before it stopped listening gets an answer', { timeout: 60_000 }, async (t) => {
  const line = await startLine(t)
  /** Stops a bot to which 50 clients come and go. Resolves with how each request ended, and how often. */
  async function stopUnderLoad(): Promise<Record<string, number>> {
    const bot = await spawnBot(t, line)
    const ends: Record<string, number> = {}
    let isRunning = true
    /** One after the other, each on a connection of its own, from many sides at once. */
    async function comeAndGo(): Promise<void> {
      while (isRunning) {
        const end = await askOnce(bot.port)
        ends[end] = (ends[end] ?? 0) + 1
        if (end === 'ECONNREFUSED') isRunning = false
      }
    }
    const clients = Promise.all(Array.from({ length: 50 }, comeAndGo))
    await until(() => (ends[403] ?? 0) > 500)
    bot.child.kill('SIGTERM')
    await clients
    t.same(await bot.exited, [0, null])
    return ends
  }

  // Where the clients have less of the machine than the bot, most come back too late to be let in: that round says nothing.
  let ends = await stopUnderLoad()
  for (let round = 2; round <= 5 && (ends[503] ?? 0) < 40; round++) ends = await stopUnderLoad()
  const { 403: _answered, 503: late = 0, ECONNREFUSED: _closed, ...dropped } = ends
  t.ok(late >= 40, JSON.stringify(ends))
  // Between the last look and the closing there are some microseconds.
  const count = Object.values(dropped).reduce((sum, number) => sum + number, 0)
  t.ok(count <= 3, `${count} dropped`)
})

/** Makes a connection, asks for something that costs little, and says how that ended: a status or an error's code. */
function askOnce(port: number): Promise<number | string> {
  return new Promise((resolve) => {
    let received = ''
    const socket = connect(port, '127.0.0.1')
    socket.on('connect', () => socket.write('POST /echobot/callback/ HTTP/1.1\r\nHost: x\r\n\r\n'))
    socket.on('data', (data) => {
      received += data
      if (received.endsWith('}')) socket.end()
    })
    socket.on('error', ({ code }: NodeJS.ErrnoException) => resolve(code ?? 'error'))
    socket.on('close', () => resolve(Number(received.slice(9, 12)) || 'closed'))
  })
}
