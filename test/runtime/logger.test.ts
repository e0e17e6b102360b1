import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import t from 'tap'
import { uncovered } from '../helper.ts'

/** What a process writes that runs this code, and how it ends. */
async function run(code: string) {
  const log = `import { createLogger } from ${JSON.stringify(new URL('../../src/runtime/logger.ts', import.meta.url).href)}
    const log = await createLogger()
    ${code}`
  const child = spawn(process.execPath, ['--input-type=module', '-e', log], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...uncovered(process.env), NODE_ENV: 'production' }
  })
  const [output, [status]] = await Promise.all([text(child.stdout), once(child, 'close')])
  const lines = output.split('\n').filter(Boolean)
  return { status, messages: lines.map((line) => (JSON.parse(line) as { msg: string }).msg) }
}

const MANY = 'for (let i = 0; i < 5_000; i++) log.info({ i }, String(i))'
const numbers = Array.from({ length: 5_000 }, (_, i) => String(i))

t.test('lines that wait for others are written when the process ends, however it does', async (t) => {
  t.same(await run(MANY), { status: 0, messages: numbers }, 'when it has nothing left to do')
  t.same(await run(`${MANY}; process.exit(3)`), { status: 3, messages: numbers }, 'when it is told to')
  t.same(await run(`${MANY}; throw new Error()`), { status: 1, messages: numbers }, 'when it fails')
})

t.test('a fatal line is written before the next instruction, after those that wait', async (t) => {
  const { messages } = await run("log.info('a'); log.fatal('b'); process.kill(process.pid, 'SIGKILL')")
  t.same(messages, ['a', 'b'])
})

t.test('a line waits for others for a moment only', async (t) => {
  const { messages } = await run("log.info('a'); setTimeout(process.kill, 500, process.pid, 'SIGKILL')")
  t.same(messages, ['a'])
})
