import { spawnSync } from 'node:child_process'
import { copyFileSync, globSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import t from 'tap'
import { schema } from '../src/config/schema.ts'
import { matches } from './helper.ts'
import { isAnotherBot, projectFiles } from './project-files.ts'

const read = (file: string) => readFileSync(file, 'utf8')
const json = (file: string) => JSON.parse(read(file))
const required = (name: string) => (schema.required as readonly string[]).includes(name)
const names = Object.keys(schema.properties).sort()
const defaults = schema.properties as Record<string, { default?: unknown }>

t.test('each process is started by the same command everywhere', async (t) => {
  const { start, worker } = json('package.json').scripts
  t.equal(read('Procfile').match(/^worker: (.*)$/m)?.[1], worker, 'Procfile')
  t.equal(
    read('heroku.yml').match(/^ {2}worker:\n {4}command:\n {6}- (.*)\n {4}image: web$/m)?.[1],
    worker,
    'heroku.yml'
  )
  t.equal(
    JSON.parse(read('compose.yaml').match(/command: (\["node".*\])$/m)?.[1] ?? '[]').join(' '),
    worker,
    'compose.yaml'
  )
  t.equal(read('Procfile').match(/^web: (.*)$/m)?.[1], start, 'Procfile')
  t.equal(read('heroku.yml').match(/^run:\n(?:.*\n)*? {2}web: (.*)$/m)?.[1], start, 'heroku.yml')
  t.equal(JSON.parse(read('Dockerfile').match(/^CMD (.*)$/m)?.[1] ?? '[]').join(' '), start, 'Dockerfile')
})

t.test(
  'there are few npm scripts, and the documents name each of them',
  { skip: isAnotherBot },
  async (t) => {
    const scripts = Object.keys(json('package.json').scripts)
    const commands = scripts.filter((name) => !/^(pre|post)/.test(name))
    t.ok(commands.length <= 15, `${commands.length} scripts besides hooks`)
    const docs = globSync(['{README,CONTRIBUTING}.md', '{docs,bench,simulator,test/simulation}/*.md'])
      .map(read)
      .join('\n')
    for (const name of commands) {
      const call = ['start', 'test'].includes(name) ? `npm ${name}` : `npm run ${name}`
      t.match(docs, new RegExp(`${call}(?![\\w:-])`), call)
    }
  }
)

t.test(
  '.env.example and the documents name the variables of the schema, and app.json those that Heroku does not set',
  async (t) => {
    // A bot's author may have added others.
    const ours = (all: string[]) => all.filter((name) => names.includes(name)).sort()
    const example = new Map(
      [...read('.env.example').matchAll(/^(\w+)=(.*)$/gm)].map(([, name = '', value]) => [name, value])
    )
    t.same(ours([...example.keys()]), names, '.env.example')
    for (const name of names) t.equal(example.get(name), String(defaults[name]?.default ?? ''), name)

    const table = [...read('docs/configuration.md').matchAll(/^\| `([A-Z_]+)` \|/gm)].map(
      ([, name = '']) => name
    )
    t.same(ours(table), names, 'docs/configuration.md')

    const { env } = json('app.json')
    const setByHeroku = ['PORT', 'HOST', 'REDIS_URL']
    const ofNoUse = ['METRICS_PORT'] // Heroku routes to one port
    const expected = names.filter((name) => ![...setByHeroku, ...ofNoUse].includes(name))
    t.same(ours(Object.keys(env)), expected, 'app.json')
    for (const name of expected) {
      const entry: { required?: boolean; value?: string } = env[name]
      t.equal(entry.required ?? true, required(name), `app.json: whether ${name} is required`)
      t.equal(entry.value, defaults[name]?.default?.toString(), `app.json: the value of ${name}`)
    }
  }
)

t.test('app.json, .env.example and the documents state that one of two variables is needed', async (t) => {
  t.same(
    schema.anyOf.map(({ required }) => required),
    [['LINE_CHANNEL_ACCESS_TOKEN'], ['LINE_CHANNEL_ID']]
  )
  const { env } = json('app.json')
  t.match(env.LINE_CHANNEL_ID.description, /^This, or LINE_CHANNEL_ACCESS_TOKEN, is needed\./)
  t.match(env.LINE_CHANNEL_ACCESS_TOKEN.description, /^Only without LINE_CHANNEL_ID:/)
  t.match(read('.env.example'), 'one of the two is needed')
  t.match(read('docs/configuration.md'), /^\| `LINE_CHANNEL_ID` \| this or the next one is required \|/m)
})

t.test(
  'the address of the repository is the same in package.json, app.json and the README',
  { skip: isAnotherBot },
  async (t) => {
    const { repository } = json('package.json')
    t.match(repository, /^https:\/\/github\.com\/[^/]+\/[^/]+$/)
    const { repository: ofApp, logo } = json('app.json')
    t.equal(ofApp, repository, 'app.json: repository')
    t.equal(
      logo,
      `${repository.replace('github.com', 'raw.githubusercontent.com')}/HEAD/docs/logo.svg`,
      'app.json: logo'
    )
    const button = `https://www.heroku.com/deploy?template=${repository}`
    t.same(
      read('README.md').match(/https:\/\/www\.heroku\.com\/deploy[^)\s]*/g),
      [button],
      'README.md: the button'
    )
    t.match(read('README.md'), `git clone ${repository} `, 'README.md: the clone')
  }
)

t.test(
  'a Heroku app is created as a container, on a dyno that does not sleep, and opens its page',
  async (t) => {
    matches(t, json('app.json'), {
      stack: 'container',
      success_url: '/',
      formation: { web: { quantity: 1, size: 'basic' }, worker: { quantity: 0 } },
      addons: undefined
    })
  }
)

t.test('Docker, Heroku and npm run one major version of Node', async (t) => {
  const { engines, devDependencies } = json('package.json')
  const major = read('Dockerfile').match(/^ARG NODE_IMAGE=node:(\d+)-slim$/m)?.[1]
  t.equal(engines.node, `${major}.x`)
  t.equal(devDependencies.node.split('.')[0], major)
})

t.test(
  'the image and app.json have the description, licence and repository of package.json',
  { skip: isAnotherBot },
  async (t) => {
    const { repository, description, license, keywords } = json('package.json')
    const app = json('app.json')
    const labels = Object.fromEntries(
      [...read('Dockerfile').matchAll(/org\.opencontainers\.image\.(\w+)="(.*)"/g)].map((match) =>
        match.slice(1)
      )
    )
    t.same(labels, { title: app.name, description, licenses: license, source: repository })
    for (const keyword of app.keywords) t.ok(keywords.includes(keyword), keyword)
  }
)

t.test(
  'the simulator’s package, image and documents have the same facts',
  { skip: isAnotherBot },
  async (t) => {
    const pkg = json('simulator/package.json')
    const { repository, devDependencies } = json('package.json')
    t.same(pkg.repository, { type: 'git', url: repository, directory: 'simulator' })
    t.equal(devDependencies[pkg.name], pkg.version)
    t.match(read('simulator/CHANGELOG.md'), `## ${pkg.version}\n`)
    t.equal(read('simulator/LICENSE'), read('LICENSE'))

    const image = read('simulator/Dockerfile')
    const labels = [...image.matchAll(/org\.opencontainers\.image\.(\w+)="(.*)"/g)].map((match) =>
      match.slice(1)
    )
    matches(t, Object.fromEntries(labels), {
      title: String,
      description: pkg.description,
      licenses: pkg.license,
      source: repository
    })
    t.equal(image.match(/^ARG .*$/m)?.[0], read('Dockerfile').match(/^ARG .*$/m)?.[0], 'the base image')
    for (const file of [
      'simulator/examples/github-actions.yml',
      'simulator/examples/testcontainers/bot.test.js'
    ])
      t.match(read(file), `/${pkg.name}:${pkg.version}`, file)
  }
)

t.test('the lockfile has every package that it names, so that npm ci accepts it everywhere', async (t) => {
  const { packages } = json('package-lock.json')
  const folders = new Set(Object.keys(packages).map((folder) => folder.replace(/.*node_modules\//, '')))
  for (const [folder, { optionalDependencies = {} }] of Object.entries<{ optionalDependencies?: object }>(
    packages
  )) {
    for (const name of Object.keys(optionalDependencies)) t.ok(folders.has(name), `${name}, of ${folder}`)
  }
})

t.test('the image is built from the bot alone', async (t) => {
  const lines = read('.dockerignore').trim().split('\n')
  t.same(lines, ['*', '!package.json', '!package-lock.json', '!tsconfig.json', '!src'])
})

/** The packages that files import in production, types left out. */
function packagesIn(files: string[]): Set<string> {
  const names = files.flatMap((file) =>
    [
      ...read(file).matchAll(/(?:^import (?!type )[^;]*? from |\bimport\()'((?:@[^/']+\/)?[^./'][^/']*)/gm)
    ].map(([, name = '']) => name)
  )
  return new Set(names.filter((name) => !name.startsWith('node:') && name !== 'pino-pretty')) // it is used where it is there
}

t.test('production imports nothing that is not installed there', async (t) => {
  const { dependencies } = json('package.json')
  const missing = [...packagesIn(projectFiles('src/**/*.ts'))].filter((name) => !(name in dependencies))
  t.same(missing, [], 'imported, but no dependency')
})

t.test('production has no dependency that it does not import', { skip: isAnotherBot }, async (t) => {
  const imported = packagesIn(globSync('src/**/*.ts'))
  const unused = Object.keys(json('package.json').dependencies).filter((name) => !imported.has(name))
  t.same(unused, [])
})

t.test('one command sets the address of the repository everywhere', { skip: isAnotherBot }, async (t) => {
  const files = [
    'app.json',
    ...globSync([
      'docs/hosts/*.yaml',
      '{,simulator/}{package.json,Dockerfile}',
      '{*,docs/**/*,bench/*,simulator/*,simulator/docs/*}.md',
      'simulator/examples/**/*.{js,yml}'
    ])
  ]
  const dir = t.testdir()
  for (const file of files) {
    mkdirSync(dirname(join(dir, file)), { recursive: true })
    copyFileSync(file, join(dir, file))
  }
  const set = (...args: string[]) =>
    spawnSync(process.execPath, [resolve('scripts/set-repository.ts'), ...args], {
      cwd: dir,
      encoding: 'utf8'
    })
  const addresses = (pattern = /github(usercontent)?\.com\/[\w-]+\/[\w.-]+/g) =>
    files.flatMap((file) => read(join(dir, file)).match(pattern) ?? [])
  const images = () => addresses(/ghcr\.io\/[\w-]+\//g)
  const before = addresses()
  const [, old] = json('package.json').repository.split('github.com/')
  for (const bad of ['', 'https://example.com/me/my-bot', 'me/my-bot', 'https://github.com/me']) {
    t.equal(set(bad).status, 1, bad)
  }
  t.same(addresses(), before, 'nothing was changed')

  t.equal(set('https://github.com/Some-One/bot').status, 0)
  t.same([...new Set(images())], ['ghcr.io/some-one/'])
  t.same([...new Set(addresses(/ghcr\.io\/[\w-]+\/(?!line-platform)[\w-]+/g))], ['ghcr.io/some-one/bot'])
  for (const url of ['https://github.com/a/bot', 'git@github.com:a/bot.2-3.git', 'https://github.com/a/b/']) {
    const { status, stdout } = set(url)
    t.equal(status, 0, url)
    t.match(stdout, /README\.md/)
    t.match(stdout, /simulator\/package\.json/)
  }
  t.equal(json(join(dir, 'package.json')).repository, 'https://github.com/a/b')
  t.same(
    addresses(),
    before.map((address) => address.replace(old, 'a/b'))
  )
  t.same([...new Set(images())], ['ghcr.io/a/'])
})
