import t, { type Test } from 'tap'
import { createApp } from '../../src/app.ts'
import type { CreateRoutes } from '../../src/handlers/types.ts'
import { startLineAndBot } from '../helper.ts'
import { createHandlers } from '../plain-bot/handlers.ts'

const start = (t: Test, createRoutes: CreateRoutes) =>
  startLineAndBot(t, {}, (options) => createApp({ ...options, createHandlers, createRoutes }))

t.test('a bot has routes of its own beside the webhook', async (t) => {
  const { line, url } = await start(t, async (app) => {
    const { displayName } = await (await app.bot.line.sdk()).getBotInfo()
    app.get('/name', async () => ({ displayName, level: app.config.LOG_LEVEL }))
  })
  t.same(await (await fetch(`${url}/name`)).json(), { displayName: 'Echo bot', level: 'info' })
  const { delivery, replies } = await line.say('hi')
  t.equal(delivery.status, 200)
  t.same(replies, [{ type: 'text', text: 'hi' }])
})

t.test('a route of its own gets JSON parsed, and nothing else', async (t) => {
  const { url, log } = await start(t, (app) => {
    app.post('/said', async ({ body }) => ({ said: body }))
  })
  const post = async (body: string, type = 'application/json') => {
    const response = await fetch(`${url}/said`, { method: 'POST', body, headers: { 'content-type': type } })
    return [response.status, response.ok ? await response.json() : undefined]
  }
  t.same(await post('{"text":"hi"}'), [200, { said: { text: 'hi' } }])
  t.same(await post('{"text":'), [400, undefined])
  t.same(await post('{"__proto__":{}}'), [400, undefined])
  t.same(await post('<text/>', 'application/xml'), [415, undefined])
  t.same(await post(`"${'x'.repeat(1024 * 1024)}"`), [413, undefined])
  t.same(
    log.filter(({ level }) => level === 'warn').map(({ statusCode, path }) => [statusCode, path]),
    [400, 400, 415, 413].map((status) => [status, '/said'])
  )
})

t.test(
  'a route of its own neither changes how webhooks are checked nor what the bot’s own pages send',
  async (t) => {
    const { line, url } = await start(t, (app) => {
      app.addHook('onSend', async (_request, reply) => void reply.header('x-own', 'yes'))
      app.get('/own', async () => 'own')
    })
    t.equal((await fetch(`${url}/own`)).headers.get('x-own'), 'yes')
    for (const path of ['/', '/health', '/status']) {
      const response = await fetch(`${url}${path}`)
      t.same([response.status, response.headers.get('x-own')], [200, null], path)
    }
    t.equal((await line.say('hi', {}, { signature: 'bad' })).delivery.status, 403)
  }
)

t.test('a route that fails answers 500 and logs why', async (t) => {
  const { url, log } = await start(t, (app) => {
    app.get('/broken', async () => {
      throw new Error('no table')
    })
  })
  t.equal((await fetch(`${url}/broken`)).status, 500)
  t.same(
    log.filter(({ level }) => level === 'error').map(({ path, err }) => [path, (err as Error).message]),
    [['/broken', 'no table']]
  )
})

t.test('a route whose path is taken keeps the bot from starting', async (t) => {
  const starting = startLineAndBot(t, {}, (options) =>
    createApp({
      ...options,
      createHandlers,
      createRoutes: (app) => void app.get('/health', async () => 'ok')
    })
  )
  await t.rejects(starting, /GET.*\/health/)
})
