/** Doc comments of what a bot’s author or a user of the simulator calls: each function has an example that compiles. */
import { execFile } from 'node:child_process'
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import t from 'tap'
import { docCommentsOf, examplesIn } from './doc-comments.ts'
import { isAnotherBot, projectFiles } from './project-files.ts'
import { readPluginPage } from './webhook/plugin-page.ts'

const FILES = [
  ...projectFiles('src/handlers/{types,slow,one-at-a-time,in-groups,with-loading-animation,echo/echo}.ts'),
  ...projectFiles('src/webhook/{plugin,signature,body-memory-limit}.ts'),
  ...globSync('simulator/src/{simulator,simulated-channel,create-event,state/exchanges,state/faults}.ts'),
  ...(isAnotherBot ? [] : ['src/handlers/handlers.ts'])
]

/** Functions of these files that only the project calls. */
const INTERNAL = [
  'isOneAtATime',
  'slowOptionsOf',
  'formFailure',
  'createSimulatedChannel',
  'createExchanges',
  'createFaults'
]

/** What examples use without declaring it. */
const STAND_INS = `
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Simulator } from 'line-platform-simulator'
import '#src/app.ts'

export declare const app: FastifyInstance
export declare const scope: FastifyInstance
export declare const request: FastifyRequest
export declare const channelSecret: string
export declare const bytes: Buffer
export declare const line: Simulator
export declare const event: { webhookEventId: string }
export declare function ask(question: string, signal?: AbortSignal): Promise<string>
export declare function drawChart(text: string): Promise<Buffer>
`

/** Where an example gets each name from that it does not declare, as an import. */
const IMPORTS = new Map([
  ...[...STAND_INS.matchAll(/declare (?:const|function) (\w+)/g)].map(
    ([, name = '']) => [name, `import { ${name} } from './stand-ins.ts'`] as const
  ),
  ...FILES.filter((file) => file.startsWith('src/')).flatMap((file) =>
    [
      ...readFileSync(file, 'utf8').matchAll(/^export (?:async )?(function|const|type|interface) (\w+)/gm)
    ].map(([, kind = '', name = '']) => {
      const type = kind === 'type' || kind === 'interface' ? 'type ' : ''
      return [name, `import { ${type}${name} } from '${file.replace('src/', '#src/')}'`] as const
    })
  ),
  ['webhook', "import type { webhook } from '@line/bot-sdk'"],
  ['createSimulator', "import { createSimulator } from 'line-platform-simulator'"],
  ['createEvent', "import { createEvent } from 'line-platform-simulator'"],
  ['createWriteStream', "import { createWriteStream } from 'node:fs'"],
  ['readFile', "import { readFile } from 'node:fs/promises'"],
  ['writeFile', "import { writeFile } from 'node:fs/promises'"],
  ['pipeline', "import { pipeline } from 'node:stream/promises'"],
  ['beforeEach', "import { beforeEach } from 'node:test'"],
  ['after', "import { after } from 'node:test'"]
])

/** An example as a file that compiles. An entry of a table of handlers gets the table around it. */
function moduleOf(example: string): string {
  const code = /^(?:\w+|'[\w.]+'): /.test(example) ? `const handlers: Handlers = {\n${example}\n}` : example
  const imports = [...IMPORTS].filter(([name]) => uses(code, name) && !declares(code, name))
  return [...imports.map(([, statement]) => statement), code, 'export {}', ''].join('\n')
}

const uses = (code: string, name: string) => new RegExp(`\\b${name}\\b`).test(code)
const declares = (code: string, name: string) =>
  new RegExp(`^(?:export )?(?:const|function) (?:${name}\\b|[{[][^=]*\\b${name}\\b)`, 'm').test(code)

t.test('the code in doc comments and in docs/webhook-plugin.md compiles', async (t) => {
  const modules = FILES.flatMap(docCommentsOf).flatMap((comment) =>
    examplesIn(comment).map((example, i) => [
      `${comment.at.replace(':', '-')}-${i + 1}.ts`,
      moduleOf(example)
    ])
  )
  t.ok(modules.length > 50, `${modules.length} examples`)
  const folder = t.testdir({
    ...Object.fromEntries(modules),
    'stand-ins.ts': STAND_INS,
    ...(!isAnotherBot && { page: readPluginPage().folder })
  })
  t.equal(await compile(folder), '')
})

/** Compiles the files of a folder as the project's own. Returns the compiler's errors. */
function compile(folder: string): Promise<string> {
  const config = { extends: relative(folder, 'tsconfig.json'), include: ['**/*.ts'], exclude: [] }
  writeFileSync(`${folder}/tsconfig.json`, JSON.stringify(config))
  const args = [
    resolve('node_modules/typescript/lib/tsc.js'),
    '--singleThreaded',
    '--pretty',
    'false',
    '-p',
    folder
  ]
  return new Promise((done) => {
    execFile(process.execPath, args, (error, stdout) => done(stdout || error?.message || ''))
  })
}

/** The names of the functions that a file exports, and of the methods of its interfaces. */
function functionsIn(file: string): string[] {
  const source = readFileSync(file, 'utf8')
  const interfaces = source.match(/^export interface .*?^}/gms) ?? []
  return [
    ...source.matchAll(/^export (?:async )?function (\w+)/gm),
    ...source.matchAll(/^export const (\w+) = (?:fp\b|\(|async\b)/gm),
    ...interfaces.flatMap((code) => [...code.matchAll(/^ {2}(?:readonly )?(\w+)(?:\(|: \()/gm)])
  ].map(([, name = '']) => name)
}

t.test('each function that an author calls has an example', async (t) => {
  for (const file of FILES) {
    const withExample = docCommentsOf(file)
      .filter((comment) => examplesIn(comment).length > 0)
      .map(({ declaration }) => declaration)
    const isMissing = (name: string) => !withExample.some((line) => uses(line.split(/[(:=] /)[0] ?? '', name))
    t.same(
      functionsIn(file).filter((name) => !INTERNAL.includes(name) && isMissing(name)),
      [],
      file
    )
  }
})
