/** Imports go one way: from the programs to the channel, its APIs and its state, and to the facts about LINE. */
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import t from 'tap'

const SOURCE = resolve(import.meta.dirname, '../src')

/** The parts of `src` and the parts that each may import, beside itself. A part imports only what stands below it. */
const MAY_IMPORT: Record<string, string[]> = {
  cli: ['simulator.ts', 'chat-test', 'events', 'state'],
  'index.ts': [
    'simulator.ts',
    'simulated-channel.ts',
    'create-event.ts',
    'chat-test',
    'channel.ts',
    'events',
    'state'
  ],
  'simulator.ts': [
    'simulated-channel.ts',
    'dispatch.ts',
    'channel-app.ts',
    'channel.ts',
    'line-host.ts',
    'messages',
    'validation.ts',
    'state'
  ],
  'simulated-channel.ts': ['dispatch.ts', 'chat-test', 'channel.ts', 'events', 'state', 'openapi'],
  'dispatch.ts': ['channel.ts', 'line-host.ts'],
  'channel-app.ts': [
    'api',
    'control',
    'channel.ts',
    'chat-page.ts',
    'own-hosts.ts',
    'log-exchange.ts',
    'validation.ts'
  ],
  control: ['api', 'chat-test', 'channel.ts', 'events', 'messages', 'state', 'json.ts'],
  'chat-test': ['channel.ts', 'events', 'state', 'validation.ts'],
  api: ['channel.ts', 'events', 'messages', 'state', 'openapi', 'json.ts', 'line-error.ts'],
  'channel.ts': ['events', 'state', 'openapi'],
  'create-event.ts': ['events', 'state', 'openapi'],
  'validation.ts': ['events'],
  'log-exchange.ts': ['state'],
  events: ['state', 'openapi', 'sign.ts'],
  state: ['messages', 'openapi'],
  messages: ['openapi', 'json.ts', 'line-error.ts'],
  'line-error.ts': ['openapi'],
  'line-host.ts': [],
  'chat-page.ts': [],
  'own-hosts.ts': [],
  'json.ts': [],
  'sign.ts': [],
  openapi: []
}

const partOf = (file: string) => file.split('/')[0] as string

/** What each file of `src` imports, types included: other files of `src` by their path there, packages by their names. */
const IMPORTS = new Map(
  globSync('**/*.ts', { cwd: SOURCE }).map((file) => {
    const text = readFileSync(join(SOURCE, file), 'utf8')
    const specifiers = [...text.matchAll(/(?:from |import |import\()'([^']+)'/g)].map(
      ([, found]) => found as string
    )
    return [
      file,
      specifiers.map((one) =>
        one.startsWith('.') ? relative(SOURCE, resolve(SOURCE, dirname(file), one)) : one
      )
    ]
  })
)

/** The imports for which something holds, as text. */
const allImports = (is: (one: { file: string; imported: string }) => boolean): string[] =>
  [...IMPORTS]
    .flatMap(([file, those]) => those.map((imported) => ({ file, imported })))
    .filter(is)
    .map(({ file, imported }) => `${file} imports ${imported}`)

/** A cycle of a graph, as the nodes on it; undefined if there is none. */
function cycleIn(next: (node: string) => Iterable<string>, nodes: Iterable<string>): string[] | undefined {
  const done = new Set<string>()
  function follow(node: string, path: string[]): string[] | undefined {
    if (path.includes(node)) return [...path.slice(path.indexOf(node)), node]
    if (done.has(node)) return
    for (const one of next(node)) {
      const cycle = follow(one, [...path, node])
      if (cycle) return cycle
    }
    done.add(node)
  }
  for (const node of nodes) {
    const cycle = follow(node, [])
    if (cycle) return cycle
  }
}

t.test('each part imports only what the table allows', async (t) => {
  const parts = new Set([...IMPORTS.keys()].map(partOf))
  t.same([...parts].sort(), Object.keys(MAY_IMPORT).sort(), 'every part is in the table')
  const isAllowed = (from: string, to: string) => from === to || MAY_IMPORT[from]?.includes(to)
  t.same(
    allImports(({ file, imported }) => IMPORTS.has(imported) && !isAllowed(partOf(file), partOf(imported))),
    []
  )
})

t.test('neither parts nor files import each other in a circle', async (t) => {
  t.equal(
    cycleIn((part) => MAY_IMPORT[part] ?? [], Object.keys(MAY_IMPORT)),
    undefined
  )
  t.equal(
    cycleIn((file) => IMPORTS.get(file)?.filter((one) => IMPORTS.has(one)) ?? [], IMPORTS.keys()),
    undefined
  )
})

t.test('the package imports Node.js and its dependencies, not the bot and not LINE’s SDK', async (t) => {
  const { dependencies } = JSON.parse(readFileSync(join(SOURCE, '../package.json'), 'utf8'))
  const isKnown = (name: string) =>
    IMPORTS.has(name) || name.startsWith('node:') || Object.hasOwn(dependencies, name)
  t.same(
    allImports(({ imported }) => !isKnown(imported)),
    []
  )
})
