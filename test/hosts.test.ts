/** The files for other hosts than Heroku: each starts the same bot, and gives it the time to stop. */
import { existsSync, globSync, readFileSync } from 'node:fs'
import t from 'tap'
import { parse, parseAllDocuments } from 'yaml'
import { isAnotherBot } from './project-files.ts'

/** An author may change them, or have deleted them. */
const skip = isAnotherBot || (!existsSync('docs/hosts') && 'there is no folder docs/hosts')

const { scripts, repository } = JSON.parse(readFileSync('package.json', 'utf8'))
const read = (name: string) => readFileSync(`docs/hosts/${name}`, 'utf8')
const CREDENTIALS = ['LINE_CHANNEL_ID', 'LINE_CHANNEL_SECRET']

t.test(
  'Render builds the image on a plan that does not sleep, and asks for the credentials',
  { skip },
  async (t) => {
    t.same(parse(read('render.yaml')), {
      services: [
        {
          type: 'web',
          name: 'line-echobot',
          runtime: 'docker',
          plan: 'starter',
          healthCheckPath: '/health/live',
          maxShutdownDelaySeconds: 30,
          envVars: CREDENTIALS.map((key) => ({ key, sync: false }))
        }
      ]
    })
  }
)

t.test('Fly.io stops no machine, and asks /health where webhooks go', { skip }, async (t) => {
  const lines = read('fly.toml')
    .split('\n')
    .map((line) => line.replace(/\s*#.*/, '').trim())
  for (const line of [
    'kill_signal = "SIGTERM"',
    'kill_timeout = 30',
    'internal_port = 8000',
    'auto_stop_machines = "off"',
    'path = "/health"'
  ])
    t.ok(lines.includes(line), line)
})

t.test('Kubernetes tells readiness from liveness, and waits 30 seconds for the end', { skip }, async (t) => {
  const [web, service] = parseAllDocuments(read('kubernetes.yaml')).map((document) => document.toJS())
  const worker = parse(read('kubernetes-worker.yaml'))
  const image = `${repository.replace('https://github.com/', 'ghcr.io/')}:latest`.toLowerCase()
  for (const { spec } of [web, worker]) {
    const { terminationGracePeriodSeconds, containers } = spec.template.spec
    t.equal(terminationGracePeriodSeconds, 30)
    t.same(containers[0].envFrom, [{ secretRef: { name: 'line-echobot' } }])
    t.equal(containers[0].livenessProbe.httpGet.path, '/health/live')
    t.equal(containers[0].image.toLowerCase(), image)
    t.same(spec.selector.matchLabels, spec.template.metadata.labels)
  }
  const [container] = web.spec.template.spec.containers
  t.equal(container.command, undefined, 'the command is that of the image')
  t.equal(container.env, undefined)
  t.equal(container.readinessProbe.httpGet.path, '/health')
  t.ok(container.readinessProbe.periodSeconds <= 2, 'so often that a stopping bot still accepts webhooks')
  t.same(service.spec.selector, web.spec.template.metadata.labels)
  const [{ command, env }] = worker.spec.template.spec.containers
  t.same(command, scripts.worker.split(' '))
  t.same(env, [{ name: 'METRICS_PORT', value: '9464' }])
})

t.test('systemd starts node itself, and Caddy forwards to it', { skip }, async (t) => {
  const unit = new Map(
    [...read('line-echobot.service').matchAll(/^(\w+)=(.*)$/gm)].map((match) => [match[1], match[2]])
  )
  t.equal(unit.get('ExecStart'), scripts.start)
  t.equal(unit.get('TimeoutStopSec'), '30')
  t.equal(unit.get('EnvironmentFile'), '/etc/line-echobot.env')
  t.equal(unit.get('Environment'), 'NODE_ENV=production HOST=127.0.0.1 PORT=8000')
  t.match(readFileSync('docs/deploy.md', 'utf8'), '\treverse_proxy 127.0.0.1:8000\n')
})

t.test('no file has a credential or starts the bot through npm', { skip }, async (t) => {
  for (const file of globSync('docs/hosts/*')) {
    t.notMatch(readFileSync(file, 'utf8'), /\bnpm\b|[0-9a-f]{32}/, file)
    for (const name of CREDENTIALS)
      t.notMatch(readFileSync(file, 'utf8'), new RegExp(`${name}\\W+=|${name}: `), file)
  }
})
