/** docs/webhook-plugin.md: its steps lead to servers that work. test/doc-examples.test.ts compiles its code. */
import { join } from 'node:path'
import Fastify from 'fastify'
import t, { type Test } from 'tap'
import { delivererTo, freePort, SECRET, spawnProcess, startLine, textEvent, until } from '../helper.ts'
import { isAnotherBot } from '../project-files.ts'
import { readPluginPage } from './plugin-page.ts'

const checked = { skip: isAnotherBot }

/** The file of an example, beside the files that the page says to copy. */
const exampleIn = (t: Test, name: string) => join(t.testdir(readPluginPage().folder), name)

t.test('the page names all that is needed', checked, async (t) => {
  const { copied, examples, packages } = readPluginPage()
  t.same(Object.keys(examples), ['server.ts', 'callback.ts', 'channels.ts'])
  const imports = Object.values(copied)
    .flatMap((code) => [...code.matchAll(/^import .* from '([^']+)'$/gm)])
    .map(([, name = '']) => name)
    .filter((name) => !name.startsWith('node:'))
  const needed = [...packages, './body-memory-limit.ts', './signature.ts']
  t.same([...new Set(imports)].sort(), needed.sort())
})

t.test('the first server accepts what LINE signed, and parses other routes as usual', checked, async (t) => {
  const line = await startLine(t)
  const port = await freePort()
  const { says, log } = spawnProcess(t, line, exampleIn(t, 'server.ts'), { PORT: String(port) })
  await says('listening')
  const url = `http://localhost:${port}`
  line.settings.webhookUrl = `${url}/callback`

  const { event, delivery } = await line.say('hi')
  t.equal(delivery.status, 200)
  t.equal((await line.verify()).status, 200)
  t.equal((await line.say('hi', {}, { signature: 'bad' })).delivery.status, 403)
  const headers = { 'content-type': 'application/json' }
  const orders = await fetch(`${url}/orders`, { method: 'POST', headers, body: '{"a":1}' })
  t.same(await orders.json(), { received: { a: 1 } })
  await until(() => log().some(({ err }) => err))
  t.same(
    log()
      .filter(({ msg }) => msg === 'webhook event')
      .map(({ type, webhookEventId }) => ({ type, webhookEventId })),
    [{ type: 'message', webhookEventId: event.webhookEventId }]
  )
  const errors = log().flatMap(({ err }) => (err as { code: string; reason: string; hint: string }) ?? [])
  t.same(
    errors.map(({ code, reason }) => [code, reason]),
    [['LINE_ERR_SIGNATURE', 'mismatch']]
  )
  t.match(errors[0]?.hint, /LINE_CHANNEL_SECRET/)
})

t.test('each channel accepts its own webhooks only', checked, async (t) => {
  const { channels } = await import(exampleIn(t, 'channels.ts'))
  const app = Fastify()
  app.register(channels, { secrets: { cafe: 'secret-1', bakery: 'secret-2' } })
  t.teardown(() => app.close())
  const deliver = delivererTo(await app.listen({ port: 0 }))
  const answerOf = async (path: string, secret: string) => {
    const { status, text } = await deliver(textEvent('hi'), { path, secret })
    return status === 200 ? text : status
  }
  t.equal(await answerOf('/cafe/callback', 'secret-1'), '{"channel":"cafe","events":1}')
  t.equal(await answerOf('/bakery/callback', 'secret-2'), '{"channel":"bakery","events":1}')
  t.equal(await answerOf('/bakery/callback', 'secret-1'), 403)
})

t.test(
  'responds with the statuses and codes of the table, and the hook sees each mismatch',
  checked,
  async (t) => {
    const { callback } = await import(exampleIn(t, 'callback.ts'))
    let mismatches = 0
    const app = Fastify({ bodyLimit: 1_000 })
    app.register(callback, { channelSecret: SECRET, onMismatch: () => mismatches++ })
    t.teardown(() => app.close())
    const deliver = delivererTo(await app.listen({ port: 0 }))
    const answerOf = async (body: unknown, options = {}) => {
      const { status, text } = await deliver(body, { path: '/callback', ...options })
      return [status, JSON.parse(text).code]
    }
    t.same(await answerOf('', { method: 'PUT' }), [400, 'LINE_ERR_METHOD'])
    t.same(await answerOf(textEvent('hi'), { signature: null }), [403, 'LINE_ERR_SIGNATURE'])
    t.same(await answerOf(textEvent('hi'), { signature: 'AAAA' }), [403, 'LINE_ERR_SIGNATURE'])
    t.same(await answerOf('x'.repeat(1_001)), [413, 'FST_ERR_CTP_BODY_TOO_LARGE'])
    t.equal(mismatches, 0)
    t.same(await answerOf(textEvent('hi'), { secret: 'another' }), [403, 'LINE_ERR_SIGNATURE'])
    t.equal(mismatches, 1)
    const text = { 'content-type': 'text/plain' }
    t.same(await answerOf(textEvent('hi'), { headers: text }), [415, 'LINE_ERR_MEDIA_TYPE'])
    t.same(await answerOf('{}'), [400, 'LINE_ERR_WEBHOOK'])
  }
)
