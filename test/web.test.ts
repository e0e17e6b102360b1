import { once } from 'node:events'
import { createServer } from 'node:net'
import t from 'tap'
import { freePort, matches, spawnBot, spawnProcess, startLine, until } from './helper.ts'

t.test('a normal run writes JSON only, and no warning', async (t) => {
  const line = await startLine(t)
  const bot = await spawnBot(t, line)
  t.same(await (await fetch(`${bot.url}/health`)).json(), { status: 'ok' })
  t.equal((await line.say('hello')).delivery.status, 200)
  bot.child.kill('SIGTERM')
  t.same(await bot.exited, [0, null])
  matches(t, bot.log(), [
    { level: 'info', msg: /listening/ },
    { level: 'info', outcome: 'replied' },
    { level: 'info', msg: /SIGTERM/ }
  ])
  t.equal(bot.log().length, 3)
})

t.test('does not start with a wrong environment, and reports everything that is wrong', async (t) => {
  const line = await startLine(t)
  const bot = await spawnBot(
    t,
    line,
    { LINE_CHANNEL_SECRET: '', LINE_CHANNEL_ACCESS_TOKEN: 'a b', PORT: 'abc' },
    { waitForHealth: false }
  )
  t.same(await bot.exited, [1, null])
  t.same(
    bot.log().map(({ level, variable }) => [level, variable]),
    ['LINE_CHANNEL_SECRET', 'LINE_CHANNEL_ACCESS_TOKEN', 'PORT'].map((variable) => ['fatal', variable])
  )
})

t.test(
  'does not start on a port in use, at a foreign address or at an unknown name, and reports the remedy',
  async (t) => {
    const line = await startLine(t)
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    t.teardown(() => server.close())
    const { port } = server.address() as { port: number }
    const taken = await spawnBot(t, line, {}, { port, waitForHealth: false })
    t.same(await taken.exited, [1, null])
    matches(t, taken.log(), [{ level: 'fatal', variable: 'PORT', code: 'EADDRINUSE', msg: /PORT is in use/ }])

    const foreign = await spawnBot(t, line, { HOST: '192.0.2.1' }, { waitForHealth: false })
    t.same(await foreign.exited, [1, null])
    matches(t, foreign.log(), [
      { level: 'fatal', variable: 'HOST', msg: /^cannot listen on HOST: use an address of this machine$/ }
    ])

    const HOST = 'x'.repeat(64) // longer than a part of a name may be: no server is asked
    const unknown = await spawnBot(t, line, { HOST }, { waitForHealth: false })
    t.same(await unknown.exited, [1, null])
    matches(t, unknown.log(), [{ level: 'fatal', variable: 'HOST', msg: /^HOST cannot be resolved/ }])
    t.equal(unknown.log().length, 1)
  }
)

t.test('listens on every address by default', async (t) => {
  const line = await startLine(t)
  const bot = await spawnBot(t, line, { HOST: undefined })
  t.equal((await fetch(`http://127.0.0.1:${bot.port}/health`)).status, 200)
})

t.test('a HOST of two addresses is listened on at one', async (t) => {
  const line = await startLine(t)
  line.faults.set({ latencyMs: 1_000, times: 1 })
  const nodeOptions = ['--import', './test/two-addresses.ts']
  const bot = await spawnBot(t, line, { HOST: 'localhost' }, { nodeOptions })

  const reached: string[] = []
  for (const url of ['127.0.0.1', '[::1]'].map((address) => `http://${address}:${bot.port}`)) {
    if (!(await fetch(`${url}/health`).catch(() => undefined))) continue
    reached.push(url)
  }
  t.same(reached, [bot.url], 'at the one that every machine has')

  const said = line.say('hello')
  await until(() => line.faults.list().length === 0)
  bot.child.kill('SIGTERM')
  await until(async () => (await fetch(`${bot.url}/health`)).status === 503)
  matches(t, await said, { delivery: { status: 200 } })
  t.same(await bot.exited, [0, null])
})

t.test('reads .env in development, and not in production', async (t) => {
  const line = await startLine(t)
  const dir = t.testdir({
    '.env': `LINE_CHANNEL_SECRET=x\nLINE_CHANNEL_ACCESS_TOKEN=y\nPORT=${await freePort()}\n`
  })
  const unset = { LINE_CHANNEL_SECRET: undefined, LINE_CHANNEL_ACCESS_TOKEN: undefined, PORT: undefined }
  const production = await spawnBot(t, line, unset, { cwd: dir, waitForHealth: false })
  t.same(await production.exited, [1, null])
  matches(t, production.log(), [
    { variable: 'LINE_CHANNEL_SECRET', msg: /is not set.*copy \.env\.example to \.env/ },
    { variable: 'LINE_CHANNEL_ACCESS_TOKEN', msg: /^Set LINE_CHANNEL_ID.*copy \.env\.example to \.env/ },
    { level: 'fatal', msg: /^\.env was not read, because NODE_ENV is production/ }
  ])
  const development = await spawnBot(
    t,
    line,
    { ...unset, NODE_ENV: undefined },
    { cwd: dir, waitForHealth: false }
  )
  await until(() => development.output().includes('listening'))
  development.child.kill('SIGINT')
  t.same(await development.exited, [0, null])
})

for (const [when, code] of [
  [
    'is created',
    `process.on('newListener', (name) => name === 'SIGTERM' && setImmediate(() => process.kill(process.pid, name)))`
  ],
  [
    'begins to listen',
    `(await import('node:diagnostics_channel')).subscribe('tracing:net.server.listen:asyncStart', () => process.kill(process.pid, 'SIGTERM'))`
  ]
]) {
  t.test(`a bot that is told to stop while it ${when} exits with status 0`, async (t) => {
    const line = await startLine(t)
    const nodeOptions = ['--import', `data:text/javascript,${code}`]
    const bot = await spawnBot(t, line, {}, { nodeOptions, waitForHealth: false })
    t.same(await bot.exited, [0, null])
    t.same(
      bot.log().filter(({ level }) => level !== 'info'),
      []
    )
  })
}

t.test('an uncaught exception stops the bot with status 1, and its stack is in the log', async (t) => {
  const line = await startLine(t)
  const mistake = 'process.on("SIGWINCH", () => { throw new Error("boom") })'
  const bot = await spawnBot(t, line, {}, { nodeOptions: ['--import', `data:text/javascript,${mistake}`] })
  line.faults.set({ latencyMs: 500 })
  const said = line.say('hello')
  await until(() => line.calls().length === 1)
  bot.child.kill('SIGWINCH')
  matches(
    t,
    await said,
    { delivery: { status: 200 }, replies: [{ text: 'hello' }] },
    'events in flight are finished'
  )
  t.same(await bot.exited, [1, null])
  matches(
    t,
    bot.log().filter(({ level }) => level !== 'info'),
    [{ level: 'fatal', err: { message: 'boom', stack: /boom/ } }]
  )
})

t.test(
  'what was created is closed when the start fails: with Redis, it handles events already',
  async (t) => {
    const line = await startLine(t)
    const program = `import { runProcess } from '${import.meta.dirname}/../src/runtime/process.ts'
const create = async () => ({ close: async () => console.log('{"msg":"closed"}') })
await runProcess('web', create, async () => { throw Object.assign(new Error(), { code: 'EACCES' }) })`
    const dir = t.testdir({ 'program.ts': program })
    const { exited, log } = spawnProcess(t, line, `${dir}/program.ts`)
    t.same(await exited, [1, null])
    const messages = log().map(({ msg }) => msg)
    t.same(messages.sort(), ['cannot start', 'closed'])
  }
)

t.test('a bot that has not shut down after 25 s exits with status 1, and logs it', async (t) => {
  const line = await startLine(t)
  line.faults.set({ latencyMs: 10_000 })
  const faster = `const wait = setTimeout;
    globalThis.setTimeout = (run, ms, ...args) => wait(run, ms === 25_000 ? 100 : ms, ...args)`
  const bot = await spawnBot(t, line, {}, { nodeOptions: ['--import', `data:text/javascript,${faster}`] })
  const said = line.say('hello')
  await until(() => line.calls().length === 1)
  bot.child.kill('SIGTERM')
  t.same(await bot.exited, [1, null])
  matches(t, bot.log().at(-1), { level: 'fatal', msg: /^not shut down after 25 s/ })
  t.not((await said).delivery.status, 200, 'LINE delivers the event again')
})

t.test('an unhandled rejection is an error in the log, and the bot goes on', async (t) => {
  const line = await startLine(t)
  const mistake = 'process.on("SIGWINCH", () => { Promise.reject(new Error("boom")) })'
  const bot = await spawnBot(t, line, {}, { nodeOptions: ['--import', `data:text/javascript,${mistake}`] })
  for (let i = 0; i < 2; i++) {
    bot.child.kill('SIGWINCH')
    await until(() => bot.output().split('"boom"').length > i + 1)
  }
  matches(t, await line.say('hello'), { delivery: { status: 200 }, replies: [{ text: 'hello' }] })
  bot.child.kill('SIGTERM')
  t.same(await bot.exited, [0, null])
  matches(
    t,
    bot.log().filter(({ level }) => level === 'error'),
    Array(2).fill({
      msg: /^unhandled promise rejection: .* forgot an await$/,
      err: { message: 'boom', stack: /boom/ }
    })
  )
})
