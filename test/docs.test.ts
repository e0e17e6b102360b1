/** README and docs/ name what there is: commands, files, variables. */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import t from 'tap'
import { schema } from '../src/config/schema.ts'
import { anchorsOf } from './markdown.ts'
import { isAnotherBot } from './project-files.ts'

const checked = { skip: isAnotherBot }

const read = (file: string) => readFileSync(file, 'utf8')
const DOCUMENTS = globSync(
  '{*.md,docs/*.md,bench/*.md,simulator/*.md,simulator/docs/*.md,test/simulation/*.md}'
)
const scriptsOf = (file: string): object => JSON.parse(read(file)).scripts

t.test('README fits a screen or two', checked, async (t) => {
  t.ok(read('README.md').split('\n').length <= 120)
})

t.test('every command that the documents name is there', checked, async (t) => {
  for (const document of DOCUMENTS) {
    for (const [, name = '', workspace] of read(document).matchAll(
      /npm run (?:--silent )?([\w:]+(?:-\w+)*)(?: --workspace (\w+))?/g
    ))
      t.ok(name in scriptsOf(join(workspace ?? '.', 'package.json')), `${document}: npm run ${name}`)
    t.notMatch(
      read(document),
      /(?<!npx )\bnode \S+\.ts\b/,
      `${document}: npx runs the Node.js that is needed`
    )
  }
})

/** An author may delete the benchmarks and keep these tests. The documents still name them. */
const isDeleted = (file: string) => file.startsWith('bench/') && !existsSync('bench')

t.test('every file and heading that the documents link to is there', checked, async (t) => {
  for (const document of DOCUMENTS) {
    for (const [, target = ''] of read(document).matchAll(/\]\(((?!https?:)[^)]+)\)/g)) {
      const [path, anchor] = target.split('#') as [string, string?]
      const file = path === '' ? document : join(dirname(document), path)
      if (isDeleted(file)) continue
      t.ok(existsSync(file), `${document}: ${target}`)
      if (anchor && existsSync(file)) t.ok(anchorsOf(read(file)).includes(anchor), `${document}: ${target}`)
    }
    for (const [, file = ''] of read(document).matchAll(
      /[` ]((?:src|simulator|examples|test|bench|scripts)\/[\w./-]+\w)/g
    ))
      t.ok(existsSync(file) || isDeleted(file) || /\/my\b/.test(file), `${document}: ${file}`) // `my-…` is an author's
  }
})

t.test('every variable that the documents name is one', checked, async (t) => {
  const others = [
    'NODE_ENV',
    'NODE_EXTRA_CA_CERTS',
    'NODE_OPTIONS',
    'OTEL_EXPORTER_OTLP_ENDPOINT',
    'OTEL_EXPORTER_OTLP_HEADERS',
    'OTEL_SERVICE_NAME',
    'OTEL_TRACES_SAMPLER',
    'OTEL_TRACES_SAMPLER_ARG',
    'HTTPS_PROXY',
    'HTTP_PROXY',
    'NO_PROXY',
    'SECRET_KEY',
    'INSTALLED_APPS',
    'PUBLIC_URL'
  ]
  const known = [...Object.keys(schema.properties), ...others]
  for (const document of DOCUMENTS.filter((name) => name !== 'CHANGELOG.md')) {
    const names = [...read(document).matchAll(/`([A-Z][A-Z0-9]*_[A-Z0-9_]+)(?:=[^`]*)?`/g)]
    for (const [, name = ''] of names) {
      if (!/^(ERR|UNABLE|COULD|REQUEST|ERROR)_/.test(name)) t.ok(known.includes(name), `${document}: ${name}`)
    }
  }
})

t.test('the packages that the documents install for traces are those of the tests', checked, async (t) => {
  const documented = [...read('docs/operations.md').matchAll(/ (@[\w-]+\/[\w-]+)@([\d.]+)/g)]
  const { devDependencies } = JSON.parse(read('package.json'))
  const tested = Object.entries(devDependencies).filter(([name]) => /opentelemetry|otel/.test(name))
  t.same(
    documented.map(([, name, version]) => [name, version]),
    tested
  )
})

t.test(
  'a clone is made in the folder that the next command goes to, whatever the repository is called',
  checked,
  async (t) => {
    for (const document of DOCUMENTS) {
      for (const [line, folder] of read(document).matchAll(/git clone \S+ (\S+) && cd (\S+)/g))
        t.match(line, new RegExp(` ${folder} && cd ${folder}$`), document)
      t.notMatch(read(document), /git clone \S+ && cd/, document)
      t.notMatch(read(document), /^[A-Z]+$/m, `${document}: a placeholder`)
    }
  }
)
