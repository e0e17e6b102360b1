/** The folders of `src` in their order are the way of a message, and imports go one way. */
import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import t from 'tap'

/** What each part of `src` may import, beside itself. The order is the way from a process to LINE. */
const MAY_IMPORT: Record<string, string[]> = {
  'web.js': ['app.ts', 'http', 'runtime'],
  'worker.js': ['bot.ts', 'config', 'handlers', 'runtime'],
  cli: ['config', 'setup', 'webhook', 'inbox', 'line', 'log', 'runtime'],
  'app.ts': ['bot.ts', 'config', 'webhook', 'status-page', 'handlers', 'line', 'http', 'log'],
  runtime: ['config', 'log'],
  'bot.ts': ['config', 'inbox', 'handlers', 'line', 'log'],
  'status-page': ['setup', 'inbox', 'line', 'log'],
  setup: ['webhook', 'inbox', 'line', 'log'],
  webhook: ['inbox', 'http', 'timing'],
  inbox: ['handlers', 'line', 'log', 'timing'],
  config: ['line'],
  http: ['log'],
  handlers: [],
  line: ['log', 'timing'],
  log: [],
  timing: []
}

/** The bot, without what runs in browsers. */
const BOT = 'src/{*.js,**/*.{ts,cjs}}'

const partOf = (file: string) => file.split('/')[1] as string

/** Every import of one file of the project by another, types included. */
function* imports(pattern: string) {
  for (const file of globSync(pattern)) {
    const text = readFileSync(file, 'utf8')
    for (const [, specifier = ''] of text.matchAll(/(?:from |import |import\()'(\.[^']+)'/g)) {
      yield { file, imported: join(dirname(file), specifier) }
    }
  }
}

t.test('imports go one way, from the processes to LINE', async (t) => {
  const parts = new Set(globSync(BOT).map(partOf))
  t.same([...parts].sort(), Object.keys(MAY_IMPORT).sort(), 'every part has its place')
  for (const { file, imported } of imports(BOT)) {
    const [from, to] = [partOf(file), partOf(imported)]
    const isAllowed = imported === 'package.json' || from === to || MAY_IMPORT[from]?.includes(to)
    if (!isAllowed) t.fail(`${file} imports ${imported}`)
  }
})

t.test('no part is reached from what it imports', async (t) => {
  function reaches(part: string, goal: string): boolean {
    return MAY_IMPORT[part]?.some((next) => next === goal || reaches(next, goal)) ?? false
  }
  for (const part of Object.keys(MAY_IMPORT)) t.notOk(reaches(part, part), part)
})

t.test('the folder that a bot’s author edits imports nothing but its own types', async (t) => {
  for (const { file, imported } of imports('src/handlers/**/*.ts')) {
    t.ok(imported.startsWith('src/handlers/'), `${file} imports ${imported}`)
  }
})

t.test('the simulator is a tool of its own: neither the bot nor it imports the other', async (t) => {
  for (const { file, imported } of imports(BOT)) t.notMatch(imported, /^simulator/, file)
  for (const { file, imported } of imports('simulator/**/*.ts')) {
    if (imported !== 'package.json') t.match(imported, /^simulator/, `${file} imports ${imported}`)
  }
})

t.test('every file of tests is in one area, so that `npm test` runs it, once', async (t) => {
  const areas = new Set(globSync('test/areas/*.test.ts'))
  const files = globSync('test/**/*.test.ts').filter((file) => !areas.has(file))
  const run = [...imports('test/areas/*.test.ts')]
    .map(({ imported }) => imported)
    .filter((file) => file.endsWith('.test.ts'))
  t.same(run.sort(), files.sort())
})
