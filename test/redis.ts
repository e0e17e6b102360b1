import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { webhook } from '@line/bot-sdk'
import { Redis } from 'ioredis'
import type { Test } from 'tap'
import { findProgram } from '../simulator/test/support/find-program.ts'
import { spawnBound } from '../simulator/test/support/spawn-bound.ts'
import { identify } from '../src/inbox/identify.ts'
import { createClaims } from '../src/inbox/redis/claims.ts'
import { createRedisInbox, type RedisInboxOptions } from '../src/inbox/redis/inbox.ts'
import { addJob, jobIdOf, openQueue } from '../src/inbox/redis/queue.ts'
import type { InboxOptions } from '../src/inbox/types.ts'
import { createOutage } from '../src/line/outage.ts'
import { captureLog, freePort, senderOf, startBot, startLine, until } from './helper.ts'

/** Why tests with Redis are skipped, if they are; where `CI` is set, a missing Redis is a failure. */
export const withoutRedis =
  process.env.CI || findProgram('redis-server')
    ? false
    : 'there is no redis-server: apt-get install -y redis-server'

/** For a file whose tests all need Redis, as those of its suite must: where there is none, the process ends here. */
export function requireRedis(t: Test): void {
  if (!withoutRedis) return
  t.plan(0, withoutRedis)
  process.exit()
}

/** A redis-server on a free port, with a connection to look into it. It keeps what it has in its own folder. */
export async function startRedis(t: Test, args: string[] = [], port?: number) {
  port ??= await freePort()
  const dir = mkdtempSync(join(tmpdir(), 'redis-'))
  t.teardown(() => rmSync(dir, { recursive: true, force: true }))
  const start = () =>
    spawnBound('redis-server', [
      '--port',
      String(port),
      '--dir',
      dir,
      '--save',
      '',
      '--rdbcompression',
      'no',
      ...args
    ])
  let server = start()
  const failed = once(server, 'exit').then(([code]) => {
    throw new Error(`redis-server ended with ${code} at port ${port}`)
  })
  failed.catch(() => {})
  const redis = new Redis(port, '127.0.0.1', { retryStrategy: () => 50, maxRetriesPerRequest: null })
  redis.on('error', () => {})
  async function kill() {
    server.kill('SIGCONT')
    server.kill('SIGKILL')
    if (server.exitCode === null && server.signalCode === null) await once(server, 'exit')
  }
  t.teardown(async () => {
    redis.disconnect()
    await kill()
  })
  await Promise.race([redis.ping(), failed])

  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    redis,
    kill,
    /** Stops it without a word, so that nobody gets an answer. */
    freeze: () => server.kill('SIGSTOP'),
    thaw: () => server.kill('SIGCONT'),
    async restart() {
      await kill()
      server = start()
      await until(async () => (await redis.ping()) === 'PONG')
    },
    /** Everything it has, as text. */
    async content(): Promise<string> {
      const keys = await redis.keys('*')
      const values = await Promise.all(keys.map((key) => redis.dumpBuffer(key)))
      return [...keys, ...values.map((value) => value?.toString('latin1') ?? '')].join('\n')
    }
  }
}

/** A LINE Platform, a Redis, and the bot in this process between them. */
export async function startBotOnRedis(t: Test, environment: Record<string, string> = {}) {
  const line = await startLine(t)
  const redis = await startRedis(t)
  const bot = await startBot(t, line, { REDIS_URL: redis.url, LOG_LEVEL: 'debug', ...environment })
  return { line, redis, ...bot, ...senderOf(line) }
}

/** Stores an event as the bot does. */
export async function storeEvent(redis: Redis, event: webhook.Event, receivedAt = Date.now()): Promise<void> {
  await createClaims(redis).claim(identify(event))
  await addJob(openQueue(redis), identify(event), { reqId: 'req-1', receivedAt, bytes: 300 })
}

/** The key in Redis of the job that has an event handled. */
export const jobKey = ({ webhookEventId }: { webhookEventId: string }) =>
  `line-echobot:events:${jobIdOf(webhookEventId)}`

/** The inbox of one process at this Redis, with its log in memory. */
export async function startInbox(
  t: Test,
  url: string,
  options: InboxOptions & Partial<Pick<RedisInboxOptions, 'outage'>>
) {
  const { log, records } = await captureLog()
  const inbox = await createRedisInbox({
    url,
    rejectUnauthorized: true,
    log,
    concurrency: 10,
    eventsPerSecond: 1_000,
    outage: createOutage(),
    askBotId: async () => undefined,
    ...options
  })
  t.teardown(() => inbox.close())
  return { inbox, records }
}
