import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import t, { type Test } from 'tap'
import { connectToRedis } from '../../src/redis/connection.ts'
import { withTimeLimit } from '../../src/timing/time-limit.ts'
import { captureLog, freePort, HANG_LIMIT_MS, until } from '../helper.ts'
import { requireRedis, startRedis } from '../redis.ts'

requireRedis(t)

/** A network between the bot and Redis that can lose the connections it has, and nobody is told. */
async function startNetwork(t: Test, redisPort: number) {
  const sockets: Socket[] = []
  const server = createServer((client) => {
    const redis = connect(redisPort, '127.0.0.1')
    client.pipe(redis).pipe(client)
    for (const socket of [client, redis]) sockets.push(socket.on('error', () => {}))
  })
  const port = await freePort()
  await once(server.listen(port, '127.0.0.1'), 'listening')
  t.teardown(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  return {
    url: `redis://127.0.0.1:${port}`,
    lose() {
      for (const socket of sockets) socket.unpipe().pause()
    }
  }
}

t.test('a connection that is silent is given up', { jobs: 2 }, async (t) => {
  async function start(t: Test, manner: 'fail-fast' | 'wait') {
    const { port } = await startRedis(t)
    const network = await startNetwork(t, port)
    const { log } = await captureLog()
    const connection = connectToRedis({ url: network.url, rejectUnauthorized: true, log }, manner)
    t.teardown(() => connection.disconnect())
    await once(connection, 'ready')
    await connection.ping()
    network.lose()
    return connection
  }

  t.test('fail-fast: what was asked is an error, and the next one works', async (t) => {
    const connection = await start(t, 'fail-fast')
    await t.rejects(withTimeLimit(connection.ping(), HANG_LIMIT_MS))
    await until(() => connection.ping().catch(() => false))
  })

  t.test('wait: what was asked is asked again on the next connection', async (t) => {
    const connection = await start(t, 'wait')
    t.equal(await withTimeLimit(connection.ping(), HANG_LIMIT_MS), 'PONG')
  })
})

t.test('wait: what is asked while Redis loads its data is answered when it has them', async (t) => {
  const slowly = ['--key-load-delay', '500', '--loading-process-events-interval-bytes', '4096']
  const redis = await startRedis(t, slowly)
  const { log } = await captureLog()
  const connection = connectToRedis({ url: redis.url, rejectUnauthorized: true, log }, 'wait')
  t.teardown(() => connection.disconnect())
  const keys = Array.from({ length: 5_000 }, (_, i) => `key-${i}`)
  await connection.mset(keys.flatMap((key) => [key, 'x'.repeat(100)]))
  await connection.info() // as the connection itself has asked: INFO is permitted
  await connection.save()
  const restarted = redis.restart()
  await once(connection, 'close')
  t.equal(await connection.eval('return #redis.call("KEYS", "key-*")', 0), 5_000)
  await restarted
})
