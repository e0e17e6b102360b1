/** The folders of `src` in their order are the way of a message, and imports go one way. */
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, matchesGlob } from 'node:path'
import t from 'tap'
import { isProjectFile, MAY_IMPORT, partOf, projectFiles } from './project-files.ts'

/** The bot, without what runs in browsers. */
const BOT = 'src/**/*.ts'

/** The one file that both sides have: the project imports it, and its content is the author's. */
const AUTHORS = 'src/handlers/handlers.ts'

/** The files that match, those of a bot's author left out. */
const filesOf = (pattern: string) => (pattern.startsWith('src/') ? projectFiles(pattern) : globSync(pattern))

/** Every import of one file of the project by another, types included. */
function* imports(pattern: string) {
  for (const file of filesOf(pattern)) {
    const text = readFileSync(file, 'utf8')
    for (const [, specifier = ''] of text.matchAll(/(?:from |import |import\()'(\.[^']+)'/g)) {
      yield { file, imported: join(dirname(file), specifier) }
    }
  }
}

/** The names that packages are imported by, where they look like this. */
function packagesIn(files: string, pattern: RegExp): string[] {
  return filesOf(files).flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/(?:from |import |import\()'([^.'][^']*)'/g)]
      .map(([, name = '']) => name)
      .filter((name) => pattern.test(name))
      .map((name) => `${file}: ${name}`)
  )
}

t.test('imports go one way, from the processes to LINE', async (t) => {
  const parts = new Set(projectFiles(BOT).map(partOf))
  t.same([...parts].sort(), Object.keys(MAY_IMPORT).sort(), 'every part is there')
  for (const { file, imported } of imports(BOT)) {
    const [from, to] = [partOf(file), partOf(imported)]
    const isAllowed = imported === 'package.json' || from === to || MAY_IMPORT[from]?.includes(to)
    if (!isAllowed) t.fail(`${file} imports ${imported}`)
  }
})

t.test('the project imports nothing of an author’s but the handlers', async (t) => {
  for (const { file, imported } of imports(BOT)) {
    const isListed = imported === 'package.json' || imported === AUTHORS || isProjectFile(imported)
    if (!isListed) t.fail(`${file} imports ${imported}: list it in test/project-files.ts`)
  }
})

t.test('no part is reached from what it imports', async (t) => {
  function reaches(part: string, goal: string): boolean {
    return MAY_IMPORT[part]?.some((next) => next === goal || reaches(next, goal)) ?? false
  }
  for (const part of Object.keys(MAY_IMPORT)) t.notOk(reaches(part, part), part)
})

t.test('the project’s files in the folder that an author edits import only one another', async (t) => {
  for (const { file, imported } of imports('src/handlers/**/*.ts')) {
    t.ok(imported.startsWith('src/handlers/'), `${file} imports ${imported}`)
  }
})

t.test('the simulator is a package of its own: neither the bot nor it imports the other', async (t) => {
  const ofBot = [...imports(BOT)].filter(({ imported }) => imported.startsWith('simulator'))
  t.same(ofBot, [])
  t.same(packagesIn(BOT, /^line-platform-simulator/), [], 'it is a devDependency')
  const ofSimulator = [...imports('simulator/{src,test,scripts}/**/*.ts')]
  t.same(
    ofSimulator.filter(({ imported }) => !imported.startsWith('simulator/')),
    []
  )
})

t.test('whoever uses the simulator here imports the package, as its other users do', async (t) => {
  const users = '{test,bench,scripts,examples}/**/*.ts'
  for (const { file, imported } of imports(users))
    if (imported.startsWith('simulator/')) t.match(imported, /^simulator\/test\/support\//, file)
  t.same(packagesIn(users, /^line-platform-simulator\//), [], 'by its one entry')
})

t.test('whoever uses LINE’s API comes in by its one entry', async (t) => {
  for (const { file, imported } of imports(BOT)) {
    if (partOf(imported) === 'line' && partOf(file) !== 'line') t.equal(imported, 'src/line/line.ts', file)
  }
})

t.test('`npm run lint` checks the project’s files of `src`, and not an author’s', async (t) => {
  const { includes } = JSON.parse(readFileSync('biome.json', 'utf8')).files as { includes: string[] }
  const isLinted = (file: string) => includes.some((pattern) => matchesGlob(file, pattern))
  const files = globSync('src/**/*.{ts,js,json,css}')
  t.same(files.filter(isLinted), files.filter(isProjectFile))
})

/** How the insides of Node, Fastify, undici or LINE's SDK were patched before. */
const PATCHES = [
  /\.removeAllListeners\((?!'warning'\))/, // of a server or a socket: Node's own listeners among them
  /\.prototype\b/,
  /\bdestroySoon\b/,
  /\b(?:server|socket|response|dispatcher|client|httpClient)\.(?!maxConnections)\w+ = /,
  /Object\.(?:assign|defineProperty)\((?:app|server|socket|client|dispatcher)\b/,
  /Symbol\.for\('undici|\[k[A-Z]\w+\]/
]

t.test('no library is patched: options and public methods do', async (t) => {
  for (const file of projectFiles(BOT)) {
    const lines = readFileSync(file, 'utf8').split('\n')
    for (const [i, line] of lines.entries()) {
      if (PATCHES.some((pattern) => pattern.test(line))) t.fail(`${file}:${i + 1}: ${line.trim()}`)
    }
  }
})

t.test('what proves a sender is compared in constant time', async (t) => {
  const code = readFileSync('src/webhook/signature.ts', 'utf8').replace(/^\s*(?:\/?\*|\/\/).*$/gm, '')
  t.match(code, /\btimingSafeEqual\(.*, received\)/)
  t.notMatch(code, /(?:[=!]==?|<|>) *(?:received|signature)\b|\b(?:received|signature) *(?:[=!]==?|<|>)/)
  t.notMatch(code, /\.(?:equals|compare|localeCompare|startsWith|includes)\(/)
})

/** What a stranger may send a lot of, and an end that lets a match fail. */
const REPEATED = [
  ' ',
  'a',
  'A',
  '0',
  '-',
  '_',
  '/',
  ',',
  ';',
  '=',
  '"',
  '.',
  '@',
  ':',
  '\n',
  '\u0000',
  'é',
  '=;',
  ' ;'
]
const REGULAR_EXPRESSION =
  /(?<=[=(,:!&|?[{}\s])\/(?![*/\s])((?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+)\/([dgimsuvy]*)(?=[\s),.;\]])/g

t.test('no regular expression takes long, whatever a stranger sends', async (t) => {
  let count = 0
  for (const file of projectFiles('src/**/*.{ts,js}')) {
    const code = readFileSync(file, 'utf8').replace(/^\s*(?:\/?\*|\/\/).*$/gm, '')
    for (const [literal, source = '', flags = ''] of code.matchAll(REGULAR_EXPRESSION)) {
      const pattern = new RegExp(source, flags.includes('g') ? flags : `${flags}g`)
      count++
      const before = process.cpuUsage()
      for (const characters of REPEATED) `${characters.repeat(15_000)}\u0001`.replace(pattern, '')
      const ms = process.cpuUsage(before).user / 1_000
      if (ms > 500) t.fail(`${file}: ${literal} took ${Math.round(ms)} ms`) // linear ones take a few
    }
  }
  t.ok(count > 30, `${count} were tried`)
})

t.test(
  'a suite of which a file needs Redis has no other files: where there is none, its process ends',
  async (t) => {
    for (const suite of globSync('test/{suites,system}/*.test.ts')) {
      const files = [...imports(suite)]
        .map(({ imported }) => imported)
        .filter((file) => file.endsWith('.test.ts'))
      const needsRedis = files.map((file) => /^requireRedis\(t\)$/m.test(readFileSync(file, 'utf8')))
      t.equal(new Set(needsRedis).size, files.length > 0 ? 1 : 0, suite)
    }
  }
)

t.test('no file of tests is in two suites, and those of the simulator are each in one', async (t) => {
  const suites = (folder: string) => `${folder}/{suites,system}/*.test.ts`
  const listed = (folder: string) =>
    [...imports(suites(folder))]
      .map(({ imported }) => imported)
      .filter((file) => file.endsWith('.test.ts'))
      .sort()
  t.same(listed('test'), [...new Set(listed('test'))])
  const all = globSync('simulator/test/**/*.test.ts', { exclude: [suites('simulator/test')] })
  t.same(listed('simulator/test'), all.sort())
})
