import { request } from 'node:http'
import Fastify from 'fastify'
import t, { type Test } from 'tap'
import { ownHosts } from '../src/own-hosts.ts'
import { startLine, TOKEN } from './support/line.ts'

async function start(t: Test, host?: string) {
  const line = await startLine(t, { ...(host && { host }) })
  const { port } = new URL(line.url)
  /** The status of a request with these headers; `fetch` does not let one choose the host. */
  return (path: string, headers: Record<string, string>, method = 'GET') =>
    new Promise<number | undefined>((resolve, reject) => {
      request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
        response.resume()
        resolve(response.statusCode)
      })
        .on('error', reject)
        .end()
    })
}

const PATHS = [
  '/',
  '/chat/main.js',
  '/simulator/settings',
  '/simulator/log',
  '/simulator/stream',
  '/simulator/nothing'
]

t.test('page and control API answer only to the names of this machine', async (t) => {
  const status = await start(t)
  for (const host of ['localhost', 'localhost:8001', '127.0.0.1:1', '[::1]:8001', 'LOCALHOST']) {
    t.equal(await status('/simulator/settings', { host }), 200, host)
  }
  for (const host of [
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '10.0.0.1',
    '0.0.0.0'
  ]) {
    for (const path of PATHS) t.equal(await status(path, { host }), 403, `${host} ${path}`)
  }
  t.equal(await status('/simulator/verify', { host: 'evil.example' }, 'POST'), 403)
})

t.test('a page of somebody else’s cannot steer the simulator', async (t) => {
  const status = await start(t)
  const host = 'localhost:8001'
  t.equal(await status('/simulator/verify', { host, origin: 'http://localhost:8001' }, 'POST'), 200)
  for (const origin of ['http://evil.example', 'http://localhost:3000', 'http://127.0.0.1:8001', 'null']) {
    t.equal(await status('/simulator/verify', { host, origin }, 'POST'), 403, origin)
    t.equal(await status('/simulator/log', { host, origin }, 'DELETE'), 403, origin)
  }
})

t.test('a name that it listens as is answered, too', async (t) => {
  const app = Fastify()
  app.register(ownHosts, { host: 'line.internal' })
  app.get('/', async () => 'here')
  t.equal((await app.inject({ url: '/', headers: { host: 'line.internal:8001' } })).statusCode, 200)
  t.equal((await app.inject({ url: '/', headers: { host: 'evil.example' } })).statusCode, 403)
  const everywhere = await start(t, '0.0.0.0')
  t.equal(await everywhere('/simulator/settings', { host: '0.0.0.0:8001' }), 200)
  t.equal(await everywhere('/simulator/settings', { host: 'evil.example' }), 403)
  t.equal(
    await everywhere('/simulator/settings', { host: '192.0.2.1' }),
    403,
    'not an address of this machine'
  )
})

t.test('LINE’s API answers to any name: a bot in a container has another one for this machine', async (t) => {
  const status = await start(t)
  const headers = { host: 'host.docker.internal:8001', authorization: `Bearer ${TOKEN}` }
  t.equal(await status('/v2/bot/info', headers), 200)
  t.equal(await status('/v2/bot/nothing', headers), 404)
})
