/**
 * Tries docs/monitoring with a real Prometheus: every query of the dashboard finds something, no alert fires while all is
 * well, and each one fires in its own fault. It needs prometheus and redis-server, and takes about two minutes.
 *
 *     npx node test/metrics/prometheus.ts
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { parse, stringify } from 'yaml'
import { spawnBound } from '../../simulator/test/support/spawn-bound.ts'
import { freePort, spawnBot, spawnWorker, startLine, until } from '../helper.ts'
import { startRedis } from '../redis.ts'

const LIMIT_MS = 120_000
const read = (file: string) => readFileSync(`docs/monitoring/${file}`, 'utf8')
/** Minutes and hours become seconds. */
const faster = (text: string) =>
  text.replace(/\[5m\]|\[1h\]|\$__rate_interval/g, (span) => (span[0] === '[' ? '[10s]' : '10s'))

/** What is used of Prometheus's answers. */
interface Answer {
  result: unknown[]
  alerts: { state: string; labels: { alertname: string } }[]
}

t.setTimeout(10 * LIMIT_MS)
t.test('docs/monitoring works with Prometheus', async (t) => {
  const line = await startLine(t, { monthlyQuota: 200 })
  const redis = await startRedis(t)
  const ports = [await freePort(), await freePort()]
  const environment = { REDIS_URL: redis.url, HOST: '127.0.0.1' }
  const web = await spawnBot(t, line, { ...environment, METRICS_PORT: String(ports[0]) })
  const worker = await spawnWorker(t, line, { ...environment, METRICS_PORT: String(ports[1]) })
  const prometheus = await startPrometheus(ports)
  const traffic = setInterval(() => void line.say('hello').catch(() => {}), 100)
  t.teardown(() => clearInterval(traffic))

  const { panels } = JSON.parse(read('grafana-dashboard.json'))
  for (const { title, targets } of panels) {
    for (const { expr } of targets) {
      await until(async () => (await prometheus.query(faster(expr))) > 0, LIMIT_MS)
      t.pass(`${title}: ${expr}`)
    }
  }
  await sleep(5_000)
  t.same(await prometheus.firing(), [], 'all is well')

  line.faults.set({ status: 400 })
  await fires('LineBotRepliesFail')
  line.faults.set({ status: 500 })
  await fires('LineBotLineUnavailable')
  await fires('LineBotEventsTooOld')
  line.faults.set({})
  await until(async () => (await prometheus.firing()).length === 0, LIMIT_MS)
  await redis.kill()
  await fires('LineBotWebhooksRefused')
  worker.child.kill('SIGKILL')
  await fires('LineBotProcessDown')
  t.ok(web.child.exitCode === null)

  async function fires(alert: string): Promise<void> {
    await until(async () => (await prometheus.firing()).includes(alert), LIMIT_MS)
    t.pass(alert)
  }

  async function startPrometheus(targets: number[]) {
    const folder = mkdtempSync(join(tmpdir(), 'prometheus-'))
    const config = parse(read('prometheus.yml'))
    config.global = { scrape_interval: '1s', evaluation_interval: '1s' }
    config.scrape_configs[0].static_configs[0].targets = targets.map((port) => `127.0.0.1:${port}`)
    const rules = parse(faster(read('alerts.yml')))
    for (const rule of rules.groups[0].rules) rule.for = '3s'
    writeFileSync(join(folder, 'prometheus.yml'), stringify(config))
    writeFileSync(join(folder, 'alerts.yml'), stringify(rules))
    const port = await freePort()
    const program = spawnBound('prometheus', [
      `--config.file=${folder}/prometheus.yml`,
      `--storage.tsdb.path=${folder}/data`,
      `--web.listen-address=127.0.0.1:${port}`
    ])
    t.teardown(() => {
      program.kill('SIGKILL')
      rmSync(folder, { recursive: true, force: true })
    })
    async function ask(path: string) {
      const response = await fetch(`http://127.0.0.1:${port}/api/v1/${path}`)
      return ((await response.json()) as { data: Answer }).data
    }
    return {
      /** How many series an expression finds. */
      query: async (expression: string): Promise<number> =>
        (await ask(`query?query=${encodeURIComponent(expression)}`).catch(() => undefined))?.result.length ??
        0,
      firing: async (): Promise<string[]> => {
        const { alerts } = await ask('alerts')
        return alerts.filter(({ state }) => state === 'firing').map(({ labels }) => labels.alertname)
      }
    }
  }
})
