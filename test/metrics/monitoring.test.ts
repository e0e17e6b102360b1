import { readFileSync } from 'node:fs'
import t from 'tap'
import { parse } from 'yaml'
import { createMetrics } from '../../src/metrics/metrics.ts'

const read = (file: string) => readFileSync(`docs/${file}`, 'utf8')

/** The names of all metrics, histograms by what Prometheus makes of them. */
async function metricNames(): Promise<Set<string>> {
  const text = await createMetrics('web').read()
  const types = [...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)]
  return new Set(
    types.flatMap(([, name = '', type]) =>
      type === 'histogram' ? ['_bucket', '_sum', '_count'].map((suffix) => name + suffix) : [name]
    )
  )
}

t.test('the dashboard, the alerts and the documents name metrics that there are', async (t) => {
  const names = await metricNames()
  for (const file of ['monitoring/grafana-dashboard.json', 'monitoring/alerts.yml', 'operations.md']) {
    const named = new Set(read(file).match(/\b(?:line_bot|nodejs|process)_[a-z0-9_]+/g))
    t.ok(named.size > 0, file)
    t.same([...named.difference(names)], [], file)
  }
})

t.test('each panel says what it shows, in a place of its own', async (t) => {
  const { panels } = JSON.parse(read('monitoring/grafana-dashboard.json'))
  const places = panels.map(({ gridPos: { x, y } }: { gridPos: { x: number; y: number } }) => `${x} ${y}`)
  t.equal(new Set(places).size, panels.length)
  for (const { title, description, targets } of panels) {
    t.ok(description, title)
    t.ok(targets.length > 0, title)
  }
})

t.test('each alert says what has happened and what to do', async (t) => {
  const [{ rules }] = parse(read('monitoring/alerts.yml')).groups
  t.equal(rules.length, 5)
  for (const { alert, annotations } of rules) {
    t.ok(annotations.summary, alert)
    t.ok(annotations.description, alert)
    t.ok(read('operations.md').includes(alert), `${alert}: docs/operations.md`)
  }
})
