/** README.md names each option, method and path, and its links work on npm, too. */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { eventSpec } from '../src/events/event-spec.ts'
import { settingsSchema } from '../src/state/settings.ts'
import { PACKAGE } from './support/installed.ts'
import { startLine } from './support/line.ts'

const read = (file: string) => readFileSync(join(PACKAGE, file), 'utf8')
const readme = read('README.md')

/** The part of the document below a heading. */
const section = (title: string) =>
  readme.split(/^#+ /m).find((part) => part.startsWith(`${title}\n`)) ?? t.fail(`no section ${title}`)

/** The names in backticks; of `` `say(text)` ``, `say`. */
const namesIn = (text: unknown) =>
  new Set([...String(text).matchAll(/`(\w+)[^`]*`/g)].map(([, name]) => name))

t.test('README names every option of createSimulator', async (t) => {
  const named = namesIn(section('Options of `createSimulator`'))
  const [, options = ''] = /interface SimulatorOptions .*?\{\n(.*?)\n\}/s.exec(read('src/simulator.ts')) ?? []
  const known = [...options.matchAll(/^ {2}(\w+)\?:/gm)].map(([, name]) => name)
  t.ok(known.length >= 8)
  for (const name of ['webhook', ...known]) t.ok(name && named.has(name), String(name))
})

t.test('README names every method and property of a simulator, and every setting', async (t) => {
  const line = await startLine(t)
  const methods = namesIn(section('Methods and properties'))
  for (const name of Object.keys(line)) t.ok(methods.has(name), name)
  const settings = namesIn(section('Settings'))
  for (const name of Object.keys(settingsSchema.properties)) t.ok(settings.has(name), name)
})

t.test('README names every path of the control API, and every type of event', async (t) => {
  const paths = globSync('src/control/*.ts', { cwd: PACKAGE }).flatMap((file) =>
    [...read(file).matchAll(/app\.(get|post|put|delete)\b.*?\(\s*'(\/[^']+)'/gs)].map(([, method, path]) => ({
      method: String(method).toUpperCase(),
      path: String(path)
    }))
  )
  t.ok(paths.length >= 20)
  const rows = String(section('Control API')).split('\n')
  for (const { method, path } of paths) {
    const start = path.replace(/^\/([\w-]+).*/, '/simulator/$1')
    const row = rows.find((row) => new RegExp(`^\\| .*${start}[\`/?]`).test(row)) ?? ''
    t.ok(row.includes(method), `${method} ${path}`)
  }
  const types = namesIn(section('Events'))
  for (const type of eventSpec.properties.type.enum) t.ok(types.has(type), type)
})

t.test('README links to files of the package’s folder, as npm finds no others', async (t) => {
  for (const [, target = ''] of readme.matchAll(/\]\(((?!https:|#)[^)]+)\)/g))
    t.notMatch(target, /^(\.\.|\/)/, target)
})
