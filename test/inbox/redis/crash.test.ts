import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { CALLBACK, freePort, spawnBot, spawnWorker, startLine, until } from '../../helper.ts'
import { requireRedis, startRedis } from '../../redis.ts'

requireRedis(t)

const EVENTS = 2_000
const AT_ONCE = 16
const KILLS = 3

t.test(
  'two webs and a worker, killed again and again, and a Redis that restarts: no event is lost, none is replied to twice',
  async (t) => {
    const line = await startLine(t, { redelivery: true, redeliveryDelaysMs: Array(2_000).fill(200) })
    line.faults.set({ latencyMs: 20 })
    // By default, Redis may be killed before it has written what it has acknowledged: on a busy disk, up to 2 s of it.
    const redis = await startRedis(t, ['--appendonly', 'yes', '--appendfsync', 'always'])
    const environment = { REDIS_URL: redis.url }
    const ports = [await freePort(), await freePort()] as const
    const urls = ports.map((port) => `http://127.0.0.1:${port}${CALLBACK}`)
    const startWeb = (port: number) => spawnBot(t, line, environment, { port })
    const startWorker = () => spawnWorker(t, line, environment)
    const processes = [
      { start: () => startWeb(ports[0]) },
      { start: () => startWeb(ports[1]) },
      { start: startWorker }
    ]
    const running = await Promise.all(processes.map(({ start }) => start()))

    const ids: string[] = []
    async function talk() {
      while (ids.length < EVENTS) {
        const [event] = line.create({ type: 'text' })
        ids.push(event?.webhookEventId ?? '')
        if (event) await line.deliver([event], { url: urls[ids.length % 2] as string })
      }
    }
    async function kill() {
      for (let kills = 0; kills < KILLS * processes.length; kills++) {
        await until(() => ids.length >= ((kills + 1) * EVENTS) / (KILLS * processes.length + 2))
        if (kills === 4) await redis.restart()
        const i = kills % processes.length
        running[i]?.child.kill('SIGKILL')
        await running[i]?.exited
        running[i] = await (processes[i] as (typeof processes)[number]).start()
      }
    }
    await Promise.all([kill(), ...Array.from({ length: AT_ONCE }, talk)])
    await until(() => new Set(line.repliedTo()).size === ids.length)
    await sleep(1_000) // what would be said twice would be said about now

    const webhooks = line.exchanges.list().filter(({ kind }) => kind === 'webhook').length
    t.comment(`${KILLS} kills each, ${webhooks} webhooks, ${line.calls().length} calls for ${EVENTS} events`)
    t.ok(webhooks > EVENTS, 'the kills hit webhooks')
    t.same(line.repliedTo().sort(), ids.sort(), 'each event was replied to exactly once')
  }
)
