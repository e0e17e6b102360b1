import t, { type Test } from 'tap'
import { createApp } from '../../src/app.ts'
import { createRedisFiles } from '../../src/media/redis-files.ts'
import { captureLog, spawnProcess, startBot, startLine, until } from '../helper.ts'
import { requireRedis, startRedis } from '../redis.ts'

requireRedis(t)

const PNG = { type: 'image/png', bytes: Buffer.from([0, 255, 13, 10]) }

async function storeAt(t: Test, url: string) {
  const { log } = await captureLog()
  const store = createRedisFiles({ url, rejectUnauthorized: true, log })
  t.teardown(() => store.close())
  return store
}

t.test('a file that one process keeps is found by all, for its time', async (t) => {
  const { url, redis } = await startRedis(t)
  const [one, other] = [await storeAt(t, url), await storeAt(t, url)]
  await one.keep('1', PNG, 60_000)
  t.same(await other.find('1'), PNG)
  t.equal(await other.find('2'), undefined)
  const ttl = await redis.pttl('line-echobot:file:1')
  t.ok(ttl > 50_000 && ttl <= 60_000, `${ttl} ms`)
})

t.test('events keep half of Redis’ memory for themselves', async (t) => {
  const { url, redis } = await startRedis(t, ['--maxmemory', '20mb', '--maxmemory-policy', 'noeviction'])
  const store = await storeAt(t, url)
  await store.keep('small', PNG, 60_000)
  const large = { type: 'image/png', bytes: Buffer.alloc(9_500_000) }
  await t.rejects(store.keep('large', large, 60_000), { message: 'serve(): Redis has no room for the file' })
  t.same(await redis.keys('*'), ['line-echobot:file:small'])
})

t.test('a picture that a worker serves is there at the process web', async (t) => {
  const line = await startLine(t)
  const { url: REDIS_URL } = await startRedis(t)
  const isWeb = new AbortController()
  const bot = await startBot(t, line, { REDIS_URL, WORKER_CONCURRENCY: '1' }, (options) =>
    createApp({
      ...options,
      createHandlers: () => ({
        // It handles one event at a time, and keeps the first: the worker has all others.
        'message.text': () =>
          new Promise((resolve) => isWeb.signal.addEventListener('abort', () => resolve([])))
      })
    })
  )
  t.teardown(() => isWeb.abort())
  await line.say('busy')
  const worker = spawnProcess(t, line, 'test/media/echo-image-worker.ts', { REDIS_URL })
  await worker.says('consuming events')
  const { event } = await line.send({ type: 'image' })
  await until(() => line.accepted(event).length === 1)
  const [reply] = (line.accepted(event)[0]?.messages ?? []) as { originalContentUrl: string }[]
  const picture = await fetch(reply?.originalContentUrl ?? '')
  t.same([picture.status, picture.headers.get('content-type')], [200, 'image/jpeg'])
  t.equal(new URL(reply?.originalContentUrl ?? '').origin, bot.url)
})
