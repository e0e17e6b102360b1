/**
 * Tests a newcomer's first hour: clones the last commit into a temporary folder, writes a bot with tests, rotates the
 * secret, builds an image with a route, upgrades, and runs the commands of docs/your-repository.md that delete files. Stops
 * at the first failure, and then keeps the folder.
 *
 *     npx node scripts/newcomer.ts            takes a quarter of an hour
 *     npx node scripts/newcomer.ts --offline  uses the node_modules of this checkout instead of `npm ci`
 *     npx node scripts/newcomer.ts --quick    skips the whole project's `npm test`
 */
import { equal, ok } from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { freePort } from '../simulator/test/support/free-port.ts'
import { findEngine } from '../test/image/find-engine.ts'
import { release, writeBot } from './newcomer/files.ts'

const { offline, quick } = parseArgs({
  options: { offline: { type: 'boolean' }, quick: { type: 'boolean' } }
}).values

const CREDENTIALS = { LINE_CHANNEL_SECRET: '0'.repeat(32), LINE_CHANNEL_ACCESS_TOKEN: 'none' }
const project = resolve(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'newcomer-'))
const upstream = join(folder, 'upstream')
const bot = join(folder, 'my-bot')
const environment = {
  ...process.env,
  PATH: `${join(bot, 'node_modules/.bin')}:${process.env.PATH}`,
  GIT_AUTHOR_NAME: 'Newcomer',
  GIT_AUTHOR_EMAIL: 'newcomer@example.com',
  GIT_COMMITTER_NAME: 'Newcomer',
  GIT_COMMITTER_EMAIL: 'newcomer@example.com'
}

await step('clone', async () => {
  run(`git clone -q "file://${project}" ${upstream}`, folder)
  run(`git clone -q ${upstream} ${bot}`, folder)
  run(`git checkout -q -B main`, bot)
})

await step('install', async () => {
  if (!offline) return run('npm ci --no-audit --no-fund')
  const ours = join(project, 'node_modules')
  run(`cp -al "${ours}" node_modules`)
  run(`cp --remove-destination "${ours}/.package-lock.json" node_modules`) // npm writes to it
  run('ln -sfn ../simulator node_modules/line-platform-simulator && npm run build --workspace simulator')
})

await step('write a bot: handlers, a route, more files, and tests', async () => {
  writeBot(bot)
  run('npx node scripts/set-repository.ts https://github.com/me/my-bot')
  commit('My bot')
})

await step('test the handlers in one file, also with two secrets', async () => {
  for (const command of ['npx node', 'npx tap']) {
    const lines = run(`${command} test/my-bot.test.ts`).split('\n')
    ok(lines.length < 50, `${command} prints ${lines.length} lines`)
  }
})

await step('lint and check types', async () => {
  run('npm run lint')
  run('npm run typecheck')
})

await step('build an image that serves the route', buildImage)

await step('upgrade', async () => {
  release(upstream, 'v99.0.0')
  run('git add . && git commit -qm "Version 99" && git tag v99.0.0', upstream)
  const [once, each] = commandsOf('Upgrade')
  for (const command of once ?? []) run(command)
  const handlers = readBot('src/handlers/handlers.ts')
  for (const command of each ?? []) {
    if (command.startsWith('git fetch')) run(command)
    if (command.startsWith('git merge'))
      run(`${command.replace(/v\S+/, 'v99.0.0')} || git diff --name-only --diff-filter=U`)
  }
  equal(run('git diff --name-only --diff-filter=U').trim(), 'README.md', 'the only conflict')
  run('git checkout --ours README.md && git add README.md && git commit -q --no-edit')
  equal(readBot('src/handlers/handlers.ts'), handlers)
  ok(readBot('CHANGELOG.md').includes('v99.0.0'))
})

await step('npm test', async () => {
  if (quick) run('npm run typecheck && npx tap test/suites/{project,unlisted,handlers}.test.ts')
  else run('npm test')
})

const [benchmarks = [], tests = [], simulator = []] = commandsOf('What you may delete')
run('npm pack --silent --workspace simulator --pack-destination ..')

await step('delete the benchmarks', async () => {
  for (const command of benchmarks) run(command)
  commit('Less')
  run('npm run lint && npm run typecheck && npx tap test/suites/{project,unlisted}.test.ts')
})

await step('delete the examples and the project’s tests', async () => {
  for (const command of tests) run(command)
  commit('Even less')
  await tryWhatIsLeft()
})

await step('delete the simulator', async () => {
  // The package may not be published yet.
  for (const command of simulator) run(command.replace(/ line-platform-simulator$/, ' ../*.tgz'))
  commit('A bot')
  if (!offline) run('npm ci --no-audit --no-fund')
  await tryWhatIsLeft()
})

rmSync(folder, { recursive: true })
console.log('Everything works.')

async function step(title: string, work: () => unknown): Promise<void> {
  const startedAt = Date.now()
  console.log(`… ${title}`)
  try {
    await work()
  } catch (error) {
    console.log(`✗ ${title}: ${(error as Error).message}\nSee ${folder}`)
    process.exit(1)
  }
  console.log(`✓ ${title} (${Math.round((Date.now() - startedAt) / 1_000)} s)`)
}

/** Runs a shell command, by default in the bot's folder, and returns its output. Throws if it fails. */
function run(command: string, cwd = bot): string {
  console.log(`    $ ${command}`)
  const { status, stdout, stderr } = spawnSync('bash', ['-c', command], {
    cwd,
    env: environment,
    encoding: 'utf8',
    maxBuffer: 1024 ** 3
  })
  if (status !== 0)
    throw new Error(`${command} exits with ${status}:\n${`${stdout}\n${stderr}`.slice(-5_000)}`)
  return stdout
}

function commit(message: string): void {
  run(`git add --all && git commit -qm '${message}'`)
}

function readBot(file: string): string {
  return readFileSync(join(bot, file), 'utf8')
}

/** The commands under a heading of docs/your-repository.md, as one list per code block. */
function commandsOf(heading: string): string[][] {
  const text = readBot('docs/your-repository.md')
  const section = text.split(/^## /m).find((each) => each.startsWith(`${heading}\n`)) ?? ''
  const blocks = [...section.matchAll(/^```console\n(.*?)^```$/gms)].map(([, block = '']) => block)
  return blocks.map((block) => [...block.matchAll(/^\$ (.*)$/gm)].map(([, command = '']) => command))
}

async function tryWhatIsLeft(): Promise<void> {
  run('npm run lint')
  ok(run('npm test').includes('test/my-bot.test.ts'), 'npm test runs the bot’s own tests')
  const port = await freePort()
  const start = spawn('npm', ['start'], {
    cwd: bot,
    detached: true,
    stdio: 'ignore',
    env: { ...environment, ...CREDENTIALS, PORT: String(port) }
  })
  const exited = once(start, 'exit')
  try {
    await waitFor(`http://localhost:${port}/counts`)
  } finally {
    process.kill(-(start.pid as number), 'SIGTERM')
    await exited
  }
  await buildImage()
}

async function buildImage(): Promise<void> {
  process.chdir(bot)
  const engine = await findEngine()
  if (!engine) return console.log('    skipped: no docker, podman or buildah')
  try {
    const image = await engine.build(bot)
    const port = await freePort()
    const container = await image.start({ environment: { ...CREDENTIALS, PORT: String(port) } })
    await waitFor(`http://127.0.0.1:${port}/counts`)
    await container.kill('SIGTERM')
    equal(await container.exited, 0, container.output())
  } finally {
    await engine.remove()
  }
}

/** Waits up to a minute for a GET to get 200. */
async function waitFor(url: string): Promise<void> {
  for (const end = Date.now() + 60_000; Date.now() < end; await sleep(200)) {
    const response = await fetch(url).catch(() => undefined)
    if (response?.ok) return
  }
  throw new Error(`${url} has not responded 200 for a minute`)
}
