import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import t from 'tap'
import { freePort, matches, until } from '../helper.ts'
import { runPlayground } from './run-playground.ts'

async function post(url: string, body: object) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body)
  })
  return (await response.json()) as { delivery: { status: number }; replies: unknown[] }
}

// They wait more than they work: side by side.
t.test('the playground', { jobs: 2 }, async (t) => {
  t.test('the playground starts bot and platform wired to each other, and stops both', async (t) => {
    const [port, botPort] = [await freePort(), await freePort()]
    const playground = runPlayground(t, '--port', String(port), '--bot-port', String(botPort))
    await until(() => playground.output().includes('Chat with the bot'))
    t.match(playground.output(), `Chat with the bot: http://localhost:${port}/`)

    const sent = await post(`http://localhost:${port}/simulator/events`, { type: 'text', text: 'hi' })
    matches(t, sent, { delivery: { status: 200 }, replies: [{ type: 'text', text: 'hi' }] })
    await until(
      () =>
        /bot .*replied/.test(playground.output()) &&
        /LINE .*webhook: message.text -> 200/.test(playground.output())
    )
    t.equal(playground.output().split('webhook: message.text -> 200').length, 2, 'one line for a webhook')

    // What the bot has in flight when it is stopped, it finishes: LINE stays until then.
    const control = { method: 'PUT', headers: { 'content-type': 'application/json' }, body: '{"status":500}' }
    await fetch(`http://localhost:${port}/simulator/faults`, control)
    matches(t, await post(`http://localhost:${port}/simulator/events`, { type: 'text', text: 'hi' }), {
      delivery: { status: 503 }
    })
    playground.child.kill('SIGINT')
    t.same(await playground.exited, [0, null])
    t.match(playground.output(), /replied.*"tries":[3-9]/)
    await t.rejects(fetch(`http://localhost:${botPort}/health`), 'the bot is gone, too')
  })

  t.test('the playground starts another bot, too', async (t) => {
    const ports = ['--port', String(await freePort()), '--bot-port', String(await freePort())]
    const playground = runPlayground(t, ...ports, '--bot', 'examples/hello.ts')
    await until(() => playground.output().includes('Chat with the bot'))
    matches(t, await post(`http://localhost:${ports[1]}/simulator/events`, { type: 'sticker' }), {
      replies: [{ type: 'sticker' }]
    })
  })

  t.test('with --watch the bot starts again after each save, however the editor saves', async (t) => {
    const folder = t.testdir({ 'bot.mjs': botSaying('one') })
    const file = `${folder}/bot.mjs`
    const botPort = await freePort()
    const ports = ['--port', String(await freePort()), '--bot-port', String(botPort)]
    const playground = runPlayground(t, ...ports, '--watch', '--bot', file)
    await until(() => playground.output().includes('Chat with the bot'))
    t.equal(await answerOf(botPort), 'one')

    const saves: Record<string, (word: string) => void> = {
      written: (word) => writeFileSync(file, botSaying(word)),
      'renamed, as vim does': (word) => {
        writeFileSync(`${folder}/4913`, botSaying(word))
        renameSync(file, `${file}~`)
        renameSync(`${folder}/4913`, file)
        rmSync(`${file}~`)
      },
      'sed -i': (word) => execFileSync('sed', ['-i', `s/end('[^']*')/end('${word}')/`, file]),
      'removed and made, as git checkout does': (word) => {
        rmSync(file)
        writeFileSync(file, botSaying(word))
      },
      'renamed once more': (word) => {
        writeFileSync(`${folder}/.bot.mjs.swp`, botSaying(word))
        renameSync(`${folder}/.bot.mjs.swp`, file)
      }
    }
    for (const [how, save] of Object.entries(saves)) {
      save(how)
      await until(async () => (await answerOf(botPort)) === how)
      t.pass(how)
    }

    writeFileSync(file, 'this is no JavaScript')
    await until(() =>
      /The bot failed to start: SyntaxError: .*\n?.*restarts when a file/.test(playground.output())
    )
    writeFileSync(file, botSaying('fixed'))
    await until(async () => (await answerOf(botPort)) === 'fixed')
  })

  t.test('a file that starts no bot is said so, with status 1', async (t) => {
    const folder = t.testdir({ 'nothing.mjs': 'export {}', 'broken.mjs': 'const 1' })
    const ports = ['--port', String(await freePort()), '--bot-port', String(await freePort())]
    for (const [file, message] of [
      [
        `${folder}/nothing.mjs`,
        /nothing\.mjs exited without listening on port \d+: it neither exports createHandlers nor starts a bot/
      ],
      [`${folder}/broken.mjs`, /The bot failed to start: SyntaxError/],
      [`${folder}/absent.mjs`, /--bot: file not found: .*absent\.mjs/]
    ] as const) {
      const playground = runPlayground(t, ...ports, '--bot', file)
      t.same(await playground.exited, [1, null])
      matches(t, playground.output(), message)
    }
  })

  t.test('a second Ctrl-C ends the playground at once, and says so', async (t) => {
    const folder = t.testdir({ 'bot.mjs': `process.on('SIGTERM', () => {})\n${botSaying('never')}` })
    const botPort = await freePort()
    const ports = ['--port', String(await freePort()), '--bot-port', String(botPort)]
    const playground = runPlayground(t, ...ports, '--bot', `${folder}/bot.mjs`)
    await until(() => playground.output().includes('Chat with the bot'))
    playground.child.kill('SIGINT')
    await until(() => playground.output().includes('Ctrl-C again to stop immediately'))
    playground.child.kill('SIGINT')
    t.same(await playground.exited, [130, null])
    t.match(playground.output(), 'Stopped immediately')
    t.equal(await answerOf(botPort), 'nothing', 'and the bot with it')
  })

  t.test('a taken port is said so, with the option that chooses another', async (t) => {
    const server = createServer().listen(0, 'localhost')
    await once(server, 'listening')
    t.teardown(() => server.close())
    const { port } = server.address() as { port: number }
    for (const [option, args] of [
      ['--bot-port', ['--bot-port', String(port)]],
      ['--port', ['--port', String(port), '--bot-port', String(await freePort())]]
    ] as const) {
      const playground = runPlayground(t, ...args)
      t.same(await playground.exited, [1, null])
      t.equal(
        playground.output().trim(),
        `Port ${port} is in use. Stop the program that uses it, or choose another port with ${option}.`
      )
    }
  })
})

/** A bot of a few lines that says `word` to whoever asks. */
const botSaying = (word: string) => `import { createServer } from 'node:http'
createServer((_request, response) => response.end('${word}')).listen(process.env.PORT, 'localhost')
`

const answerOf = (port: number) =>
  fetch(`http://localhost:${port}/`).then(
    (response) => response.text(),
    () => 'nothing'
  )
