import t from 'tap'
import { selfSigned } from '../../certificate.ts'
import {
  freePort,
  type LogRecord,
  matches,
  senderOf,
  spawnBot,
  spawnProcess,
  startBot,
  startLine,
  until
} from '../../helper.ts'
import { jobKey, requireRedis, startBotOnRedis, startRedis } from '../../redis.ts'

requireRedis(t)

const isNotStored = ({ reason }: LogRecord) => reason === 'not-stored'

// They wait more than they work: side by side.
t.test('says 503 as long as there is trouble', { jobs: 2 }, async (t) => {
  t.test('while Redis is away, says 503 at once, and recovers when it is back', async (t) => {
    const line = await startLine(t)
    const port = await freePort()
    const startedAt = performance.now()
    const bot = await startBot(t, line, { REDIS_URL: `redis://127.0.0.1:${port}` })
    const { textEvent, deliver } = senderOf(line)
    matches(t, await deliver(textEvent('away')), { status: 503 }, 'from the start')
    const refused = await bot.deliver([textEvent('away')])
    t.ok(refused.headers.has('retry-after'))
    t.notOk(bot.log.some(isNotStored), 'without asking Redis')
    t.equal((await fetch(`${bot.url}/health`)).status, 503)

    const redis = await startRedis(t, [], port)
    await until(async () => (await fetch(`${bot.url}/health`)).status === 200)
    matches(t, await deliver(textEvent('here')), { status: 200 })
    await until(() => line.accepted().length === 1)

    await redis.kill()
    await until(async () => (await deliver(textEvent('gone'))).status === 503)
    await redis.restart()
    await until(async () => (await fetch(`${bot.url}/health`)).status === 200)
    const back = textEvent('back')
    matches(t, await deliver(back), { status: 200 })
    await until(() => line.accepted(back).length === 1)
    const refusals = bot.log.filter(({ code }) => code === 'ECONNREFUSED')
    matches(t, refusals[0], { level: 'error', msg: /REDIS_URL/ })
    const periods = Math.ceil((performance.now() - startedAt) / 10_000)
    t.ok(refusals.length <= periods, 'logged at most once in ten seconds')
  })

  t.test('says 503 in time while Redis does not answer, and nothing piles up', async (t) => {
    const { line, redis, url, log, textEvent, deliver } = await startBotOnRedis(t)
    redis.freeze()
    t.equal((await deliver(textEvent('slow'))).status, 503)
    t.notOk(log.some(isNotStored), 'before the bot gives Redis up')
    await until(() => log.some(isNotStored))
    await until(async () => (await fetch(`${url}/health`)).status === 503)
    const late = textEvent('late')
    t.equal((await deliver(late)).status, 503)
    redis.thaw()
    await until(async () => (await fetch(`${url}/health`)).status === 200)
    const event = textEvent('quick')
    t.equal((await deliver(event)).status, 200)
    await until(() => line.accepted(event).length === 1)
    t.notOk(
      log.some(({ webhookEventId }) => webhookEventId === late.webhookEventId),
      'Redis was not asked to store it'
    )
  })

  t.test('says 503 while Redis is full, and recovers when it has room', async (t) => {
    const { line, redis, log, textEvent, deliver, eventLog } = await startBotOnRedis(t)
    await redis.redis.config('SET', 'maxmemory', '1')
    const event = textEvent('no room')
    t.equal((await deliver(event)).status, 503)
    matches(t, await eventLog(event, 'failed'), { reason: 'not-stored' })
    await until(() => log.some(({ code }) => code === 'OOM'))
    await redis.redis.config('SET', 'maxmemory', '0')
    await until(async () => (await deliver(event)).status === 200)
    await until(() => line.accepted(event).length === 1)
  })

  t.test('says 503 while Redis is read-only, and recovers when it takes writes', async (t) => {
    const { line, redis, log, textEvent, deliver } = await startBotOnRedis(t)
    await redis.redis.replicaof('127.0.0.1', '1')
    const event = textEvent('read-only')
    t.equal((await deliver(event)).status, 503)
    await until(() => log.some(({ code }) => code === 'READONLY'))
    await redis.redis.replicaof('NO', 'ONE')
    await until(async () => (await deliver(event)).status === 200)
    await until(() => line.accepted(event).length === 1)
  })
})

t.test('a certificate that cannot be verified: says which variable, and with it set works', async (t) => {
  const line = await startLine(t)
  const [key, certificate] = selfSigned(t)
  const port = await freePort()
  const tls = ['--tls-port', String(port), '--tls-key-file', key, '--tls-cert-file', certificate]
  await startRedis(t, [...tls, '--tls-ca-cert-file', certificate, '--tls-auth-clients', 'no'])
  const { textEvent, deliver } = senderOf(line)
  const strict = await startBot(t, line, { REDIS_URL: `rediss://127.0.0.1:${port}` })
  t.equal((await deliver(textEvent('strict'))).status, 503)
  const errors = strict.log.filter(({ level }) => level === 'error')
  matches(t, errors, [{ code: /SELF_SIGNED/, msg: /set REDIS_TLS_REJECT_UNAUTHORIZED=false/ }])

  await startBot(t, line, { REDIS_URL: `rediss://127.0.0.1:${port}`, REDIS_TLS_REJECT_UNAUTHORIZED: 'false' })
  t.equal((await deliver(textEvent('lenient'))).status, 200)
  await until(() => line.accepted().length === 1)
})

t.test('a wrong password is said, and is not in the log', async (t) => {
  const line = await startLine(t)
  const redis = await startRedis(t)
  await redis.redis.config('SET', 'requirepass', 'right')
  const bot = await startBot(t, line, { REDIS_URL: `redis://:wrong-password@127.0.0.1:${redis.port}` })
  await until(() => bot.log.some(({ msg }) => msg.includes('password in REDIS_URL')))
  t.notMatch(JSON.stringify(bot.log), 'wrong-password')
})

t.test('warns of a Redis that throws events away when it is full, and says how to fix it', async (t) => {
  const line = await startLine(t)
  const redis = await startRedis(t, ['--maxmemory-policy', 'allkeys-lru'])
  const bot = await startBot(t, line, { REDIS_URL: redis.url })
  await until(() => bot.log.some(({ level }) => level === 'warn'))
  matches(
    t,
    bot.log.filter(({ level }) => level === 'warn'),
    [{ policy: 'allkeys-lru', msg: /CONFIG SET maxmemory-policy noeviction/ }]
  )
})

t.test('stops in time when Redis is away', async (t) => {
  const line = await startLine(t)
  const redis = await startRedis(t)
  const bot = await spawnBot(t, line, { REDIS_URL: redis.url })
  await redis.kill()
  await until(() => bot.output().includes('ECONNREFUSED'))
  bot.child.kill('SIGTERM')
  t.same(await bot.exited, [0, null], 'and not 1, with which the watchdog ends it after 25 seconds')
  t.ok(bot.log().length > 0, 'and every line of its log is JSON')
})

t.test('a database that Redis does not have is said, and never another one used', async (t) => {
  const line = await startLine(t)
  const redis = await startRedis(t, ['--databases', '1'])
  const { textEvent, deliver } = senderOf(line)
  const bot = await startBot(t, line, { REDIS_URL: `${redis.url}/1` })
  t.equal((await deliver(textEvent('where?'))).status, 503)
  await until(() => bot.log.some(({ msg }) => msg.includes('no database with the number in REDIS_URL')))
  t.same(await redis.redis.keys('*:wait'), [])
})

// They wait more than they work: side by side.
t.test('a Redis user who may not do everything', { jobs: 2 }, async (t) => {
  t.test('a Redis user without rights: the bot says so, and does not ask on and on', async (t) => {
    const line = await startLine(t)
    const redis = await startRedis(t)
    await redis.redis.acl('SETUSER', 'weak', 'on', '>pw', '~*', '+@all', '-evalsha', '-eval')
    const bot = await startBot(t, line, { REDIS_URL: redis.url.replace('//', '//weak:pw@') })
    const { textEvent, deliver } = senderOf(line)
    await until(() => bot.log.some(({ code }) => code === 'NOPERM_SCRIPTS'))
    t.equal((await deliver(textEvent('no'))).status, 503)
    await redis.redis.config('RESETSTAT')
    await new Promise((resolve) => setTimeout(resolve, 2_000))
    const refused = (await redis.redis.info('errorstats')).match(/NOPERM:count=(\d+)/)?.[1] ?? 0
    t.ok(Number(refused) < 50, `${refused} commands refused in 2 seconds`)
    const health = await bot.app.inject('/health')
    t.equal(health.statusCode, 503)
    t.match(health.json().message, 'ACL SETUSER NAME +eval +evalsha')

    await redis.redis.acl('SETUSER', 'weak', '+evalsha', '+eval')
    await until(async () => (await deliver(textEvent('now'))).status === 200)
  })

  for (const command of ['bzpopmin', 'rpoplpush', 'lpush']) {
    t.test(
      `a Redis user without ${command.toUpperCase()}: nothing is taken that could not be handled`,
      async (t) => {
        const line = await startLine(t)
        const redis = await startRedis(t)
        await redis.redis.acl('SETUSER', 'weak', 'on', '>pw', '~*', '+@all', `-${command}`)
        const bot = await startBot(t, line, { REDIS_URL: redis.url.replace('//', '//weak:pw@') })
        const { textEvent, deliver } = senderOf(line)
        const event = textEvent('no')
        const answers = []
        for (let i = 0; i < 5; i++) answers.push((await deliver(event)).status)
        t.same(answers.slice(1), [503, 503, 503, 503])
        await until(async () => (await bot.app.inject('/health')).statusCode === 503)
        t.match((await bot.app.inject('/health')).json().message, 'ACL SETUSER NAME +@all')

        await redis.redis.acl('SETUSER', 'weak', `+${command}`)
        await until(async () => (await deliver(event)).status === 200)
        await until(() => line.accepted(event).length === 1)
      }
    )
  }
})

t.test('a Redis with too few connections: 503, until there are enough', async (t) => {
  const line = await startLine(t)
  const redis = await startRedis(t, ['--maxclients', '3']) // one is the test's
  const bot = await startBot(t, line, { REDIS_URL: redis.url })
  const { textEvent, deliver } = senderOf(line)
  t.equal((await deliver(textEvent('no'))).status, 503)
  await until(() =>
    bot.log.some(({ msg }) => /each process of the bot needs three: raise maxclients/.test(msg))
  )
  const health = await bot.app.inject('/health')
  t.equal(health.statusCode, 503)
  t.match(health.json().message, /each process of the bot needs three: raise maxclients/)
  t.notOk(bot.log.some(({ msg }) => msg === 'consuming events from Redis'))

  await redis.redis.config('SET', 'maxclients', '100')
  await until(async () => (await deliver(textEvent('enough'))).status === 200)
  await until(() => line.accepted().length === 1)
  await until(() => bot.log.some(({ msg }) => msg === 'consuming events from Redis'))
})

t.test('a worker says when it takes events, and when it cannot', async (t) => {
  const line = await startLine(t)
  const port = await freePort()
  const worker = spawnProcess(t, line, 'test/plain-bot/worker.ts', { REDIS_URL: `redis://127.0.0.1:${port}` })
  await worker.says('nothing is listening at REDIS_URL')
  t.notMatch(worker.output(), 'consuming events')
  const redis = await startRedis(t, [], port)
  await worker.says('"consuming events from Redis"')
  await redis.kill()
  await worker.says('stopped consuming events from Redis')
})

t.test(
  'trouble, and a clock that steps back an hour: webhooks are refused for as long as there is trouble',
  async (t) => {
    const { redis, log, textEvent, deliver } = await startBotOnRedis(t)
    await redis.redis.replicaof('127.0.0.1', '1')
    t.equal((await deliver(textEvent('read-only'))).status, 503)
    await until(() => log.some(({ code }) => code === 'READONLY'))
    const now = Date.now
    t.teardown(() => {
      Date.now = now
    })
    Date.now = () => now() - 60 * 60 * 1_000
    await redis.redis.replicaof('NO', 'ONE')
    await until(async () => (await deliver({ ...textEvent('now'), timestamp: Date.now() })).status === 200)
  }
)

t.test('stops at once when it is told to while it waits for Redis', async (t) => {
  const line = await startLine(t)
  const bot = spawnProcess(t, line, 'test/plain-bot/web.ts', {
    PORT: '0',
    REDIS_URL: `redis://127.0.0.1:${await freePort()}`
  })
  await bot.says('ECONNREFUSED')
  bot.child.kill('SIGTERM')
  t.same(await bot.exited, [0, null])
})

t.test('a right that is taken away while nothing comes is noticed, and so is its return', async (t) => {
  const { url, redis } = await startBotOnRedis(t)
  const health = async () => (await fetch(`${url}/health`)).text()
  await until(async () => (await health()).includes('ok'))
  await redis.redis.call('ACL', 'SETUSER', 'default', '-eval', '-evalsha')
  await until(async () => /Redis does not accept events: .*ACL SETUSER NAME/.test(await health()))
  await redis.redis.call('ACL', 'SETUSER', 'default', '+@all')
  await until(async () => (await health()).includes('ok'))
})

t.test('an event that is gone from Redis before it is settled is no reason to refuse others', async (t) => {
  const { url, line, redis, log, textEvent, deliver } = await startBotOnRedis(t)
  const lost = textEvent('lost')
  line.misbehave(lost, { latencyMs: 500 })
  t.equal((await deliver(lost)).status, 200)
  await until(() => line.faults.list().length === 0)
  await redis.redis.del(jobKey(lost), `${jobKey(lost)}:lock`)
  await until(() => log.some(({ level, msg }) => level === 'error' && msg.includes('Missing key for job')))
  t.equal((await fetch(`${url}/health`)).status, 200)
  t.equal((await deliver(textEvent('next'))).status, 200)
})

t.test('a Redis that others fill is noticed before it is full, while nothing comes', async (t) => {
  const { url, redis } = await startBotOnRedis(t)
  const health = async () => (await fetch(`${url}/health`)).text()
  await until(async () => (await health()).includes('ok'))
  const used = Number((await redis.redis.info('memory')).match(/used_memory:(\d+)/)?.[1])
  await redis.redis.config('SET', 'maxmemory', Math.round(used * 1.05))
  await until(async () => (await health()).includes('Redis is full'))
  await redis.redis.config('SET', 'maxmemory', 0)
  await until(async () => (await health()).includes('ok'))
})
