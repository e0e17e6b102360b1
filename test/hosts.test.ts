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

t.test('systemd starts the bot as npm does, without npm', { skip }, async (t) => {
  t.equal(/^ExecStart=(.*)$/m.exec(read('line-echobot.service'))?.[1], scripts.start)
})

t.test('no file has a credential or starts the bot through npm', { skip }, async (t) => {
  for (const file of globSync('docs/hosts/*')) {
    t.notMatch(readFileSync(file, 'utf8'), /\bnpm\b|[0-9a-f]{32}/, file)
    for (const name of CREDENTIALS)
      t.notMatch(readFileSync(file, 'utf8'), new RegExp(`${name}\\W+=|${name}: `), file)
  }
})
