import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { isDeepStrictEqual } from 'node:util'
import t, { type Test } from 'tap'
import { matches } from './support/matches.ts'

const SPAWN_BOUND = new URL('./support/spawn-bound.ts', import.meta.url).href

/** A test process with a child that starts another process. `allEnded` resolves when none of the three is left. */
async function startFamily(t: Test) {
  const code = `import { spawnBound } from ${JSON.stringify(SPAWN_BOUND)}
    const child = spawnBound('sh', ['-c', 'sleep 600 & echo; wait'], { stdio: ['ignore', 'pipe', 'inherit'] })
    child.stdout.once('data', () => console.log(child.pid))
    child.once('exit', () => console.log('the child has ended'))`
  const parent = spawn(process.execPath, ['--input-type=module', '-e', code])
  t.teardown(() => parent.kill('SIGKILL'))
  const allEnded = once(parent.stderr.resume(), 'end') // all three have it open
  const lines = createInterface(parent.stdout)
  const [child] = (await once(lines, 'line')) as [string]
  return { parent, child: Number(child), childEnded: once(lines, 'line'), allEnded }
}

for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
  t.test(`a test process that ends by ${signal} leaves no process running`, async (t) => {
    const { parent, allEnded } = await startFamily(t)
    parent.kill(signal)
    t.same(await allEnded, [])
  })
}

t.test('what a child leaves running ends with the test process', async (t) => {
  const { parent, child, childEnded, allEnded } = await startFamily(t)
  process.kill(child, 'SIGKILL')
  await childEnded
  t.equal(parent.exitCode, null)
  parent.kill('SIGKILL')
  t.same(await allEnded, [])
})

t.test('a list matches a pattern with as many items, an object one with fewer properties', async (t) => {
  const isLike = (found: unknown, pattern: unknown) =>
    matches({ strictSame: isDeepStrictEqual } as unknown as Test, found, pattern)
  const sent = { status: 200, replies: [{ type: 'text', text: 'hi' }, { type: 'sticker' }] }
  const [text, sticker] = [{ text: 'hi' }, { type: 'sticker' }]
  for (const pattern of [
    {},
    { status: Number },
    { replies: [text, sticker] },
    { replies: [{ text: /^h/ }, {}] }
  ])
    t.ok(isLike(sent, pattern), JSON.stringify(pattern))
  for (const pattern of [
    { replies: [] },
    { replies: [text] },
    { replies: [text, sticker, {}] },
    { replies: [sticker, text] },
    { replies: [{ text: 'h' }, {}] },
    { replies: [{ text: Number }, {}] },
    { status: '200' },
    { status: undefined },
    { absent: 1 }
  ])
    t.notOk(isLike(sent, pattern), JSON.stringify(pattern))
})
