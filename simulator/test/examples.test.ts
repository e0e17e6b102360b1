/** The examples of docs/testing.md, against the package as it is installed. */
import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import t from 'tap'
import { findProgram } from './support/find-program.ts'
import { copyInto, PACKAGE, run, testInstalled } from './support/installed.ts'

const EXAMPLES = join(PACKAGE, 'examples')
const NAME = 'line-platform-simulator'

const pytest = findProgram('pytest', 'pytest-3')
const withoutPytest =
  pytest || process.env.CI
    ? false
    : 'there is no pytest: apt-get install -y --no-install-recommends python3-pytest'
const go = findProgram('go')

/** What a test run printed. LINE gives a bot two seconds, which are short on a busy machine: one of six runs has to pass. */
async function passing(folder: string, ...[program = '', ...args]: string[]): Promise<string> {
  for (let tries = 1; ; tries++) {
    try {
      return (await run(folder, program, ...args)).stdout
    } catch (error) {
      if (tries === 6) throw new Error((error as { stdout: string }).stdout)
    }
  }
}

t.test('docs/testing.md shows each example as it is', async (t) => {
  const document = readFileSync(join(PACKAGE, 'docs/testing.md'), 'utf8')
  const shown = [...document.matchAll(/\]\(\.\.\/examples\/([^)]+)\):\n\n```\w+\n(.*?)```/gs)]
  t.ok(shown.length >= 6)
  for (const [, file = '', code] of shown) t.equal(code, readFileSync(join(EXAMPLES, file), 'utf8'), file)
  const files = globSync('**/*', { cwd: EXAMPLES }).filter((file) => /[._]test\.|test_|\.yml$/.test(file))
  t.same(shown.map(([, file]) => file).sort(), files.sort())
})

testInstalled('node:test', async (t, installed) => {
  const folder = copyInto(installed, join(EXAMPLES, 'node'), 'node-test')
  const output = await passing(folder, 'node', '--test', '--test-reporter', 'tap')
  t.match(output, /^# pass 2\n# fail 0$/m)
})

testInstalled(
  'pytest, with exec',
  async (t, installed) => {
    const folder = copyInto(installed, join(EXAMPLES, 'python'), 'pytest')
    const output = await passing(folder, 'npx', NAME, 'exec', '--', basename(pytest ?? 'pytest'), '-q')
    t.match(output, /^2 passed in /m)
  },
  { skip: withoutPytest }
)

testInstalled(
  'go test, with exec',
  async (t, installed) => {
    const folder = copyInto(installed, join(EXAMPLES, 'go'), 'go')
    const output = await passing(folder, 'npx', NAME, 'exec', '--', 'go', 'test', './...')
    t.match(output, /^ok\s+example\.com\/bot\s/m)
  },
  { skip: !go && 'Go is not installed' }
)
