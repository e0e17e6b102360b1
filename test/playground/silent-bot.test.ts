import t from 'tap'
import { freePort, until } from '../helper.ts'
import { runPlayground } from './run-playground.ts'

t.test('a bot that does not listen where it is told to is said so', async (t) => {
  const folder = t.testdir({ 'bot.mjs': 'setInterval(() => {}, 1000)' })
  const ports = ['--port', String(await freePort()), '--bot-port', String(await freePort())]
  const playground = runPlayground(t, ...ports, '--bot', `${folder}/bot.mjs`)
  await until(() => /is not listening on port \d+ after 10 s/.test(playground.output()))
})
