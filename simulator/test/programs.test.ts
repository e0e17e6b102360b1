import t from 'tap'
import { freePort } from './support/free-port.ts'
import { matches } from './support/matches.ts'
import { MAIN, runProgram, runSimulator } from './support/program.ts'
import { until } from './support/until.ts'

t.test('says which option it does not know or cannot read, and explains all of them', async (t) => {
  const mistakes = [
    [['--prot', '1'], /Unknown option '--prot'.*\nSee --help/],
    [['--port', '80a'], /--port must be a port number/],
    [['--data-port', '80a'], /--data-port must be a port number/],
    [['--webhook', 'localhost:3000/callback'], /--webhook must be a URL/],
    [['--assertion-key', 'nothing.json'], /--assertion-key must be a file with a public RSA key/],
    [['--monthly-quota', 'many'], /--monthly-quota must be a whole number/],
    [['--rate-limit', '0'], /--rate-limit must be a whole number of at least 1/],
    [['--redelivery-delays', '1,'], /--redelivery-delays must be a whole number/],
    [['--content-ready-after', 'soon'], /--content-ready-after must be a whole number/],
    [['--text-length', 'bytes'], /--text-length must be one of graphemes, codePoints, utf16/],
    [['--unhandled', 'yes'], /--unhandled must be error/],
    [['run'], /Unknown command run. The commands are exec and replay/],
    [['--', 'npm', 'test'], /A command requires exec/],
    [['exec'], /exec requires a command after --/],
    [['exec', '--', 'no-such-program'], /cannot run no-such-program: ENOENT/],
    [['replay', 'chat.json'], /replay requires a file and --webhook/],
    [['replay', 'none.json', '--webhook', 'http://localhost:1/'], /none\.json: ENOENT/],
    [['replay', 'package.json', '--webhook', 'http://localhost:1/'], /package\.json: not a saved chat/]
  ] as const
  await Promise.all(
    mistakes.map(async ([args, message]) => {
      const simulator = runSimulator(t, ...args)
      t.same(await simulator.exited, [1, null])
      matches(t, simulator.output(), message)
    })
  )
  const help = runSimulator(t, '--help')
  t.same(await help.exited, [0, null])
  for (const option of ['webhook', 'channel-secret', 'channel-access-token', 'redelivery'])
    t.match(help.output(), `--${option}`)
})

t.test('the simulator alone prints what a bot needs to know, and stops', async (t) => {
  const port = await freePort()
  const simulator = runSimulator(t, '--port', String(port), '--channel-secret', 'my secret')
  await until(() => simulator.output().includes('Access token'))
  t.match(simulator.output(), /Channel secret {2}my secret\n {2}Access token {4}\S{80,}/)
  const info = await fetch(`http://localhost:${port}/v2/bot/info`)
  t.equal(info.status, 401)
  simulator.child.kill('SIGTERM')
  t.same(await simulator.exited, [0, null])
})

const BOT = `import { createServer } from 'node:http'
const { LINE_API_BASE_URL: url, LINE_CHANNEL_ACCESS_TOKEN: token, GREETING = 'hello' } = process.env
createServer(async (request, response) => {
  let text = ''
  for await (const chunk of request) text += chunk
  for (const { replyToken } of JSON.parse(text).events) {
    const messages = [{ type: 'text', text: GREETING + ' at ' + new Date().toISOString() }]
    await fetch(url + '/v2/bot/message/reply', {
      method: 'POST',
      headers: { authorization: 'Bearer ' + token, 'content-type': 'application/json' },
      body: JSON.stringify({ replyToken, messages })
    })
  }
  response.end()
}).listen(Number(process.env.PORT), '127.0.0.1')
`

t.test('exec runs a command with a simulator, and ends with its status', async (t) => {
  const script = `
    const { LINE_API_BASE_URL: url, LINE_CHANNEL_ACCESS_TOKEN: token, LINE_CHANNEL_SECRET: secret } = process.env
    const response = await fetch(url + '/v2/bot/info', { headers: { authorization: 'Bearer ' + token } })
    console.log(response.status, secret.length)
    process.exit(7)`
  const exec = runSimulator(t, 'exec', '--', process.execPath, '--input-type=module', '-e', script)
  t.same(await exec.exited, [7, null])
  t.equal(exec.output(), '200 32\n')
  const killed = runSimulator(t, 'exec', '--', process.execPath, '-e', "process.kill(process.pid, 'SIGTERM')")
  t.same(await killed.exited, [128 + 15, null])
})

t.test('exec --unhandled error fails if the command called an unknown operation', async (t) => {
  const script = `
    const { LINE_API_BASE_URL: url, LINE_CHANNEL_ACCESS_TOKEN: token } = process.env
    await fetch(url + '/v2/bot/nonsense', { headers: { authorization: 'Bearer ' + token } })`
  const args = ['--', process.execPath, '--input-type=module', '-e', script]
  t.same(await runSimulator(t, 'exec', ...args).exited, [0, null])
  const strict = runSimulator(t, 'exec', '--unhandled', 'error', ...args)
  t.same(await strict.exited, [1, null])
  t.match(strict.output(), 'the bot called unknown operations: GET /v2/bot/nonsense')
})

t.test('replay repeats a saved chat, and prints where the bot answers differently', async (t) => {
  const steps = [
    {
      event: { type: 'text', text: 'hi', source: 'user', user: 'Hana' },
      status: 200,
      replies: [text('hello')]
    },
    { event: { type: 'follow', source: 'user', user: 'Ana' }, status: 200, replies: [text('hello')] }
  ]
  const chat = { version: 1, name: 'Hana', steps }
  const folder = t.testdir({ 'bot.mjs': BOT, 'chat.json': JSON.stringify(chat) })
  const [port, botPort] = [await freePort(), await freePort()]
  const credentials = { LINE_CHANNEL_SECRET: 'secret', LINE_CHANNEL_ACCESS_TOKEN: 'token' }
  const environment = { LINE_API_BASE_URL: `http://localhost:${port}`, PORT: String(botPort), ...credentials }
  const replay = () =>
    runProgram(
      t,
      MAIN,
      ['replay', `${folder}/chat.json`, '--port', String(port), '--webhook', `http://127.0.0.1:${botPort}/`],
      credentials
    )
  const isUp = () =>
    fetch(`http://127.0.0.1:${botPort}/`, { method: 'POST', body: '{"events":[]}' }).then(
      () => true,
      () => false
    )

  const bot = runProgram(t, `${folder}/bot.mjs`, [], environment)
  await until(isUp)
  const same = replay()
  t.same(await same.exited, [0, null])
  t.equal(same.output(), '2 events, no differences\n')
  bot.child.kill()
  await bot.exited

  runProgram(t, `${folder}/bot.mjs`, [], { ...environment, GREETING: 'good day' })
  await until(isUp)
  const different = replay()
  t.same(await different.exited, [1, null])
  t.equal(
    different.output(),
    `1 text 'hi': replies[0].text
  expected  'hello at <date and time>'
  actual    'good day at <date and time>'
2 follow: replies[0].text
  expected  'hello at <date and time>'
  actual    'good day at <date and time>'
2 events, 2 differences
`
  )
})

const text = (greeting: string) => ({ type: 'text', text: `${greeting} at 2026-11-28T12:00:00.000Z` })
