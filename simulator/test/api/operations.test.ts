import Fastify from 'fastify'
import t from 'tap'
import { lineHttp, requestIds } from '../../src/api/line-http.ts'
import { createApi } from '../../src/api/operation.ts'
import { createChannel } from '../../src/channel.ts'
import { createClock } from '../../src/state/clock.ts'
import { createIds } from '../../src/state/ids.ts'
import { createPeople } from '../../src/state/people.ts'
import { startApi } from '../support/call.ts'
import { matches } from '../support/matches.ts'

t.test('only what LINE does not have is 404', async (t) => {
  const { line, call } = await startApi(t)
  for (const [method, path] of [
    ['GET', '/v2/bot/nonsense'],
    ['GET', '/v2/bot/message/push'],
    ['PUT', '/v2/bot/richmenu/list'],
    ['POST', '/v2/'],
    ['GET', '/v3/bot/info']
  ] as const) {
    matches(t, await call(method, path), { status: 404, body: { message: 'Not found' } }, path)
    matches(t, line.exchanges.list().at(-1), { operation: undefined, status: 404, path })
  }
})

t.test('an operation that the simulator does not have yet says so', async (t) => {
  const clock = createClock()
  const ids = createIds(clock.now)
  const credentials = { webhookUrl: '', channelSecret: 'secret', channelAccessToken: 'token' }
  const channel = createChannel({ clock, ids, people: createPeople(ids), ...credentials })
  const app = Fastify()
  t.teardown(() => app.close())
  app.register(requestIds, { ids })
  app.register(async (scope) => {
    scope.register(lineHttp, { channel })
    createApi(scope, channel).refuseMissing()
  })
  const headers = { authorization: 'Bearer token' }
  const missing = await app.inject({ method: 'GET', url: '/liff/v1/apps', headers })
  t.equal(missing.statusCode, 501)
  t.same(missing.json(), { message: 'The simulator does not implement getAllLIFFApps (GET /liff/v1/apps)' })
  matches(t, channel.exchanges.list().at(-1), { operation: 'getAllLIFFApps', missing: true, status: 501 })
})

t.test('every answer has a request id of its own', async (t) => {
  const { line, get, call } = await startApi(t)
  const ids = new Set<string | null>()
  const paths = [
    '/v2/bot/info',
    '/v2/bot/nonsense',
    '/liff/v1/apps',
    '/simulator/log',
    '/',
    '/nothing',
    '/simulator/x'
  ]
  for (const path of paths) {
    const id = (await get(path)).headers.get('x-line-request-id')
    t.match(id, /^[0-9a-f-]{36}$/, path)
    ids.add(id)
  }
  ids.add(
    (await call('GET', '/v2/bot/info', undefined, { authorization: 'x' })).headers.get('x-line-request-id')
  )
  ids.add(
    (await call('GET', '/simulator/log', undefined, { origin: 'http://x' })).headers.get('x-line-request-id')
  )
  t.equal(ids.size, paths.length + 2)
  t.notMatch(JSON.stringify(line.exchanges.list()), /\/nothing/, 'what a browser asks for is no call of LINE')
})

t.test('any operation can be made to misbehave', async (t) => {
  const { line, get, call } = await startApi(t)
  await call('PUT', '/simulator/faults', {
    operation: 'getProfile',
    status: 500,
    message: 'Not now',
    times: 1
  })
  t.equal((await get('/v2/bot/info')).status, 200)
  const path = `/v2/bot/profile/${line.people.users[0]?.userId}`
  matches(t, await get(path), { status: 500, body: { message: 'Not now' } })
  t.equal((await get(path)).status, 200)
  matches(t, await call('PUT', '/simulator/faults', { operation: 'nonsense' }), { status: 400 })
})
