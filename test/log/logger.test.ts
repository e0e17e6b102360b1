import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import t from 'tap'

/** What a process that runs this code writes to its log, and its exit status. */
async function run(code: string) {
  const program = `import { openLog } from ${JSON.stringify(new URL('../../src/log/logger.ts', import.meta.url).href)}
    const { log, close } = await openLog()
    ${code}`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, NODE_ENV: 'production' }
  })
  const [output, [status]] = await Promise.all([text(child.stdout), once(child, 'close')])
  const lines = output.split('\n').filter(Boolean)
  return { status, messages: lines.map((line) => (JSON.parse(line) as { msg: string }).msg) }
}

const MANY = 'for (let i = 0; i < 5_000; i++) log.info(String(i))'
const numbers = Array.from({ length: 5_000 }, (_, i) => String(i))

t.test('lines that wait for others are written before the process ends', async (t) => {
  t.same(await run(`${MANY}; await close(); process.exit(3)`), { status: 3, messages: numbers }, 'it exits')
  t.same(await run(MANY), { status: 0, messages: numbers }, 'it has nothing left to do')
})

t.test('a fatal line is written before the next instruction, after those that wait', async (t) => {
  const { messages } = await run("log.info('a'); log.fatal('b'); process.kill(process.pid, 'SIGKILL')")
  t.same(messages, ['a', 'b'])
})

t.test('a line waits for others for a moment only', async (t) => {
  const { messages } = await run("log.info('a'); setTimeout(process.kill, 500, process.pid, 'SIGKILL')")
  t.same(messages, ['a'])
})
