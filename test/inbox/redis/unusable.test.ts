import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { spawnBound } from '../../../simulator/test/support/spawn-bound.ts'
import { doctor } from '../../cli/run-doctor.ts'
import { freePort, senderOf, spawnBot, startBot, startLine, until } from '../../helper.ts'
import { requireRedis, startRedis } from '../../redis.ts'

requireRedis(t)

const CLUSTER =
  'REDIS_URL is the address of a Redis Cluster, which the bot does not support: use a Redis that is not a cluster'
const REPLICA =
  'REDIS_URL is the address of a read-only replica: webhooks get 503 until it accepts writes. Use the address of the primary'
const DENIED =
  'Redis is in protected mode and accepts only connections from its own machine: set a password in Redis (requirepass) and in REDIS_URL, redis://:PASSWORD@HOST:PORT'
const NO_DATABASE = 'Redis has no database with the number in REDIS_URL, redis://HOST:PORT/NUMBER'

/** The log, /health and the doctor have the same sentence, and webhooks get 503. */
async function isToldEverywhere(t: Test, url: string, sentence: string) {
  const line = await startLine(t)
  const bot = await startBot(t, line, { REDIS_URL: url })
  const { textEvent, deliver } = senderOf(line)
  const health = async () => (await bot.app.inject('/health')).json().message
  await until(() => bot.log.some(({ level, msg }) => level === 'error' && msg === sentence))
  await until(async () => (await health())?.endsWith(`: ${sentence}`))
  t.equal((await deliver(textEvent('no'))).status, 503)
  const { status, output } = await doctor(t, line, { REDIS_URL: url })
  t.same(
    output.split('\n').filter((line) => line.includes(' Redis  ')),
    [`✗ Redis         ${sentence}`]
  )
  t.equal(status, 1)
  return bot
}

const errorsOf = ({ log }: { log: { level: string; code?: unknown }[] }) =>
  new Set(log.filter(({ level }) => level === 'error').map(({ code }) => code))

async function startClusterNode(t: Test) {
  return startRedis(t, ['--cluster-enabled', 'yes', '--cluster-port', String(await freePort())])
}

// They wait more than they work: side by side.
t.test('names the cause and the remedy of a Redis that it cannot use', { jobs: 2 }, async (t) => {
  t.test('a node of a Redis Cluster: and the bot does not ask on and on', async (t) => {
    const { redis, url } = await startClusterNode(t)
    await redis.call('CLUSTER', 'ADDSLOTSRANGE', '0', '16383')
    await until(async () => ((await redis.call('CLUSTER', 'INFO')) as string).includes('cluster_state:ok'))
    const bot = await isToldEverywhere(t, url, CLUSTER)
    t.same([...errorsOf(bot)], ['CLUSTER'])
    await redis.config('RESETSTAT')
    await sleep(2_000)
    const refused = (await redis.info('errorstats')).match(/CROSSSLOT:count=(\d+)/)?.[1] ?? 0
    t.ok(Number(refused) < 50, `${refused} commands refused in 2 seconds`)
  })

  t.test('a Redis Cluster without slots, and a database in it', async (t) => {
    const { url } = await startClusterNode(t)
    for (const path of ['', '/1']) await isToldEverywhere(t, `${url}${path}`, CLUSTER)
  })

  t.test('Redis Sentinel', async (t) => {
    const dir = mkdtempSync(join(tmpdir(), 'sentinel-'))
    const config = join(dir, 'sentinel.conf')
    writeFileSync(config, '')
    const port = await freePort()
    const sentinel = spawnBound('redis-server', [config, '--sentinel', '--port', String(port)])
    const exited = once(sentinel, 'exit')
    t.teardown(async () => {
      sentinel.kill('SIGKILL')
      await exited
      rmSync(dir, { recursive: true, force: true })
    })
    await isToldEverywhere(
      t,
      `redis://127.0.0.1:${port}`,
      'the server at REDIS_URL does not support a command that the bot needs: use a Redis with all commands. Redis Sentinel is not supported: use the address of the primary instead'
    )
  })

  t.test('a replica, also one that has lost its primary', async (t) => {
    const replica = ['--replicaof', '127.0.0.1', '1']
    const { url } = await startRedis(t, replica)
    await isToldEverywhere(t, url, REPLICA)
    const lost = await startRedis(t, replica)
    await lost.redis.config('SET', 'replica-serve-stale-data', 'no')
    await isToldEverywhere(t, lost.url, REPLICA)
  })

  t.test('a database that there is not', async (t) => {
    const { url } = await startRedis(t, ['--databases', '1'])
    await isToldEverywhere(t, `${url}/1`, NO_DATABASE)
  })

  const address = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find(({ family, internal }) => family === 'IPv4' && !internal)?.address
  const skip = address ? false : 'this machine has no other address than loopback'
  t.test('a Redis in protected mode', { skip }, async (t) => {
    const { port } = await startRedis(t, ['--protected-mode', 'yes', '--bind', '*'])
    await isToldEverywhere(t, `redis://${address}:${port}`, DENIED)
  })

  t.test('a user without the keys of the bot', async (t) => {
    const { redis, url } = await startRedis(t)
    await redis.acl('SETUSER', 'weak', 'on', '>pw', '~other:*', '+@all')
    await isToldEverywhere(
      t,
      url.replace('//', '//weak:pw@'),
      "the user in REDIS_URL may not use the keys of the bot: redis-cli ACL SETUSER NAME '~line-echobot:*'"
    )
  })

  for (const name of ['wait', 'marker', 'meta', 'id']) {
    t.test(`a key of another program, ${name}: and recovers when it is deleted`, async (t) => {
      const { redis, url } = await startRedis(t)
      const key = `line-echobot:events:${name}`
      const type = name === 'marker' ? 'string' : 'zset'
      if (type === 'zset') await redis.zadd(key, 0, 'x')
      else await redis.set(key, 'x')
      const line = await startLine(t)
      const bot = await startBot(t, line, { REDIS_URL: url })
      const { textEvent, deliver } = senderOf(line)
      const health = async () => (await bot.app.inject('/health')).json().message
      await deliver(textEvent('no'))
      await until(async () => (await health())?.includes(`the key ${key} is a ${type} of another program`))
      await until(() => bot.log.some(({ msg }) => msg.endsWith(`Delete it: redis-cli DEL ${key}`)))
      const { output } = await doctor(t, line, { REDIS_URL: url })
      t.match(output, `✗ Redis         the key ${key} is a ${type} of another program`)
      await redis.del(key)
      await until(async () => (await deliver(textEvent('now'))).status === 200)
    })
  }
})

t.test('works without the right to use INFO, and says once what it does not know', async (t) => {
  const line = await startLine(t)
  const { redis, url } = await startRedis(t)
  await redis.acl('SETUSER', 'weak', 'on', '>pw', '~*', '+@all', '-info')
  const bot = await spawnBot(t, line, { REDIS_URL: url.replace('//', '//weak:pw@') })
  const { textEvent, deliver } = senderOf(line)
  t.equal((await deliver(textEvent('works'))).status, 200)
  await until(() => line.accepted().length === 1)
  const warnings = bot.log().filter(({ level }) => level === 'warn' || level === 'error')
  t.same(
    warnings.map(({ code, msg }) => [code, msg]),
    [
      [
        'NO_INFO',
        'the user in REDIS_URL may not use INFO: the bot works, but cannot check whether Redis has room. Allow it: redis-cli ACL SETUSER NAME +info'
      ]
    ]
  )
})

t.test('without the right to use INFO, one warning has the remedy', async (t) => {
  const line = await startLine(t)
  const { redis, url } = await startRedis(t)
  await redis.acl('SETUSER', 'weak', 'on', '>pw', '~*', '+@all', '-info')
  const bot = await startBot(t, line, { REDIS_URL: url.replace('//', '//weak:pw@') })
  await until(() => bot.log.some(({ code }) => code === 'NO_INFO'))
  const warnings = bot.log.filter(({ code }) => code === 'NO_INFO')
  t.same(
    warnings.map(({ level, msg }) => [level, String(msg).includes('ACL SETUSER NAME +info')]),
    [['warn', true]]
  )
})
