import { connect } from 'node:net'
import t from 'tap'
import { spawnBot, startLine, until } from '../helper.ts'

t.test('on SIGTERM, every client whose connection was accepted gets an answer', async (t) => {
  const line = await startLine(t)
  /** Stops a bot with 50 clients that connect again and again. Resolves with how often requests ended in each way. */
  async function stopUnderLoad(): Promise<Record<string, number>> {
    const bot = await spawnBot(t, line)
    const ends: Record<string, number> = {}
    let isRunning = true
    /** Sends one request after the other, each on a connection of its own. */
    async function client(): Promise<void> {
      while (isRunning) {
        const end = await askOnce(bot.port)
        ends[end] = (ends[end] ?? 0) + 1
        if (end === 'ECONNREFUSED') isRunning = false
      }
    }
    const clients = Promise.all(Array.from({ length: 50 }, client))
    await until(() => (ends[403] ?? 0) > 500)
    bot.child.kill('SIGTERM')
    await clients
    t.same(await bot.exited, [0, null])
    return ends
  }

  // On a busy machine most clients may connect too late to be accepted. Such a round proves nothing.
  let ends = await stopUnderLoad()
  for (let round = 2; round <= 5 && (ends[503] ?? 0) < 40; round++) ends = await stopUnderLoad()
  const { 403: _answered, 503: late = 0, ECONNREFUSED: _closed, ...dropped } = ends
  t.ok(late >= 40, JSON.stringify(ends))
  // A client may connect in the microseconds between the last check and the closing.
  const count = Object.values(dropped).reduce((sum, number) => sum + number, 0)
  t.ok(count <= 3, `${count} dropped`)
})

/** Sends a request on a new connection. Resolves with the status, or with the error's code. */
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
