import { globSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { PACKAGE, run, testInstalled, userEnvironment } from './support/installed.ts'
import { spawnBound } from './support/spawn-bound.ts'
import { until } from './support/until.ts'

const MB = 1024 * 1024
const NAME = 'line-platform-simulator'

const { dependencies, engines } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8'))
const TSC = join(PACKAGE, '../node_modules/typescript/bin/tsc')

testInstalled(
  'the tarball has what runs, and neither tests nor sources',
  async (t, { files, packedBytes }) => {
    const isUsed = (file: string) =>
      /^dist\/[\w/-]+\.(js|d\.ts)$|^chat\/[\w/-]+\.(html|css|js|svg)$|^files\/[\w.-]+$/.test(file)
    const others = files.filter((file) => !isUsed(file))
    t.same(others, ['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json'])
    for (const file of ['dist/cli/main.js', 'dist/index.js', 'dist/index.d.ts', 'chat/chat.html'])
      t.ok(files.includes(file), file)
    const built = files.filter((file) => /^dist\/.*\.js$/.test(file))
    const sources = globSync('src/**/*.ts', { cwd: PACKAGE })
    const made = sources.map((file) => file.replace(/^src(.*)\.ts$/, 'dist$1.js'))
    t.same(built, made.sort(), 'it was built from these sources: npm run build')
    const ageOf = (file: string) => statSync(join(PACKAGE, file)).mtimeMs
    const newest = Math.max(...sources.map(ageOf))
    t.ok(ageOf('dist/cli/main.js') >= newest, 'it was built after the last change: npm run build')
    t.comment(`${Math.round(packedBytes / 1024)} KiB packed`)
  }
)

t.test('it declares every package that its code imports, and no other', async (t) => {
  const imported = new Set<string>()
  for (const file of globSync('dist/**/*.{js,d.ts}', { cwd: PACKAGE })) {
    const code = readFileSync(join(PACKAGE, file), 'utf8')
    for (const [, name = ''] of code.matchAll(
      /(?:\bfrom |^import |\bimport\()'((?:@[^/']+\/)?[^./'][^/']*)/gm
    ))
      if (!name.startsWith('node:')) imported.add(name)
  }
  const ofThePage = ['htm', 'preact'] // which asks for them by name, through the import map
  t.same([...imported, ...ofThePage].sort(), Object.keys(dependencies).sort())
})

testInstalled(
  'installed into an empty folder, it takes at most 40 MB',
  async (t, { installedBytes, folder }) => {
    t.ok(installedBytes <= 40 * MB, `${(installedBytes / MB).toFixed(1)} MB`)
    t.comment(`${(installedBytes / MB).toFixed(1)} MB installed`)
    const [minimum] = /\d+\.\d+/.exec(engines.node) ?? []
    for (const name of Object.keys(dependencies)) {
      const { engines: theirs } = JSON.parse(
        readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8')
      )
      const [needed = '0'] = /(?<=>=? ?)\d+(\.\d+)?/.exec(theirs?.node ?? '') ?? []
      t.ok(isAtLeast(minimum ?? '0', needed), `${name} needs Node.js ${theirs?.node}`)
    }
  }
)

const isAtLeast = (version: string, minimum: string) =>
  version.localeCompare(minimum, 'en', { numeric: true }) >= 0

testInstalled('its program serves LINE’s API and the chat page, and stops', async (t, { folder }) => {
  const started = performance.now()
  const program = spawnBound(join(folder, 'node_modules/.bin', NAME), ['--port', '0'], {
    cwd: folder,
    env: userEnvironment
  })
  t.teardown(() => program.kill('SIGKILL'))
  const exited = new Promise<[number | null, string | null]>((resolve) =>
    program.once('close', (...how) => resolve(how))
  )
  let output = ''
  for (const stream of [program.stdout, program.stderr]) stream.on('data', (chunk) => (output += chunk))
  await until(() => output.includes('Access token') || program.exitCode !== null)
  t.comment(`${Math.round(performance.now() - started)} ms to its start`)
  const [, url = ''] = /Messaging API +(\S+)/.exec(output) ?? []
  const [, token = ''] = /Access token +(\S+)/.exec(output) ?? []

  const bot = await fetch(`${url}/v2/bot/info`, { headers: { authorization: `Bearer ${token}` } })
  t.equal(bot.status, 200, output)
  const page = await (await fetch(`${url}/`)).text()
  const [, importMap = ''] = /<script type="importmap">(.*?)<\/script>/s.exec(page) ?? []
  const paths = Object.values<string>(JSON.parse(importMap).imports)
  t.ok(paths.length > 0)
  for (const [, path = ''] of page.matchAll(/(?:src|href)="([^":]+)"/g)) paths.push(path)
  for (const path of paths) t.equal((await fetch(new URL(path, `${url}/`))).status, 200, path)

  program.kill('SIGTERM')
  t.same(await exited, [0, null])
})

testInstalled('npx runs it, and exec runs a command with it', async (t, { folder }) => {
  t.match((await run(folder, 'npx', NAME, '--help')).stdout, `${NAME} exec [options] -- npm test`)
  const script =
    "fetch(process.env.LINE_API_BASE_URL + '/v2/bot/info').then(({ status }) => process.exit(status === 401 ? 7 : 1))"
  await t.rejects(run(folder, 'npx', NAME, 'exec', '--', 'node', '-e', script), { code: 7 })
})

testInstalled('its type declarations are complete', async (t, { folder }) => {
  const consumer = join(folder, 'types')
  mkdirSync(join(consumer, 'node_modules/@types'), { recursive: true })
  symlinkSync(join(PACKAGE, '../node_modules/@types/node'), join(consumer, 'node_modules/@types/node'))
  writeFileSync(join(consumer, 'test.ts'), CONSUMER)
  const options = ['--strict', '--noEmit', '--module', 'nodenext', '--target', 'es2024', '--types', 'node']
  const { stdout } = await run(consumer, process.execPath, TSC, ...options, 'test.ts').catch((error) => error)
  t.equal(stdout, '')
})

const CONSUMER = `
import { createEvent, createSimulator, type Chat, type Difference, type Fault, type Simulator } from '${NAME}'

const line: Simulator = await createSimulator({ seed: 1, unhandled: 'error', channels: [{ monthlyQuota: null }] })
const { replies, delivery } = await line.user('Ana').say('hi', { replyTimeoutMs: 10 })
const status: number | undefined = delivery.status
const messages: unknown[] = replies
const fault: Fault = { operation: 'replyMessage', status: 500, times: 2 }
line.faults.add(fault)
// @ts-expect-error: no operation of LINE's
line.faults.add({ operation: 'sendMessage' })
// @ts-expect-error: no event of LINE's
await line.send({ type: 'hologram' })
const event = createEvent({ type: 'text', text: 'hi' })
const at: number = event.timestamp
const chat: Chat = line.chat('x')
const differences: Difference[] = await line.replay(chat)
line.advance(61_000)
await line.reset()
await line.close()
export { at, differences, messages, status }
`
