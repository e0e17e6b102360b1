import { deepStrictEqual, equal, ok } from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createSimulator } from 'line-platform-simulator'
import { findProgram } from '../../simulator/test/support/find-program.ts'
import { spawnBound } from '../../simulator/test/support/spawn-bound.ts'
import { freePort, SECRET, until } from '../helper.ts'
import type { Image } from './engine.ts'

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'))

type Prove = (promise: string, check: () => Promise<unknown>) => Promise<void>

/** The image as web and as worker with a Redis, which load what the bot alone does not. */
export async function proveWithRedis(image: Image, prove: Prove) {
  if (!findProgram('redis-server')) return console.log('skipped: no redis-server')
  const redisPort = await freePort()
  const redis = spawnBound('redis-server', ['--port', String(redisPort), '--save', ''])
  const line = await createSimulator({
    host: '127.0.0.1',
    channelSecret: SECRET,
    channelAccessToken: 'access-token'
  })
  const port = await freePort()
  line.settings.webhookUrl = `http://127.0.0.1:${port}/echobot/callback/`
  const environment = {
    PORT: String(port),
    LINE_CHANNEL_SECRET: SECRET,
    LINE_CHANNEL_ACCESS_TOKEN: 'access-token',
    LINE_API_BASE_URL: line.url,
    REDIS_URL: `redis://127.0.0.1:${redisPort}`
  }
  const web = await image.start({ environment })
  const worker = await image.start({ environment, command: scripts.worker.split(' ') })

  await prove('with Redis, it stores an event, and web or worker handles it', async () => {
    let ended = false
    web.exited.finally(() => (ended = true))
    const health = `http://127.0.0.1:${port}/health`
    await until(async () => ended || (await fetch(health).catch(() => undefined))?.ok)
    ok(!ended, web.output())
    const sent = await line.send({ type: 'text', text: 'Is anybody there?' })
    equal(sent.delivery.status, 200, web.output())
    await until(async () => /"outcome":"(?!stored)/.test(web.output() + worker.output()))
  })

  await prove('on SIGTERM both end with 0', async () => {
    await Promise.all([web.kill('SIGTERM'), worker.kill('SIGTERM')])
    deepStrictEqual(await Promise.all([web.exited, worker.exited]), [0, 0], web.output() + worker.output())
  })

  for (const container of [web, worker]) await container.kill('SIGKILL').catch(() => {})
  await line.close()
  redis.kill('SIGKILL')
}
