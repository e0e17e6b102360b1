/** What GitHub runs in every repository that a clone is pushed to. */
import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, existsSync, globSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import t, { type Test } from 'tap'
import { parse } from 'yaml'

interface Job {
  if?: string
  needs?: string | string[]
  permissions?: object
  uses?: string
  steps?: { name?: string; run?: string; uses?: string; with?: Record<string, unknown> }[]
}

const fileOf = (name: string) => `.github/workflows/${name}.yml`
/** An author may have deleted it. */
const isThere = (name: string) => existsSync(fileOf(name))

const workflow = (name: string) =>
  parse(readFileSync(fileOf(name), 'utf8')) as {
    on: object
    permissions: object
    jobs: Record<string, Job>
  }

t.test('what only the project needs runs only where a repository variable enables it', async (t) => {
  for (const [name, condition] of Object.entries({
    nightly: "vars.NIGHTLY == 'true'",
    simulator: "vars.SIMULATOR == 'true'"
  })) {
    if (!isThere(name)) continue
    const { jobs } = workflow(name)
    const isEnabled = (job?: Job): boolean =>
      job?.if?.startsWith(condition) ?? [job?.needs ?? []].flat().some((needed) => isEnabled(jobs[needed]))
    for (const [id, job] of Object.entries(jobs)) t.ok(isEnabled(job), `${name}: ${id}`)
  }
})

t.test(
  'a new repository gets its address with its first push, once',
  { skip: !isThere('set-repository') },
  async (t) => {
    const { on, permissions, jobs } = workflow('set-repository')
    const { if: condition, permissions: ofJob, steps = [] } = jobs.set ?? {}
    t.same({ on, permissions, ofJob }, { on: { push: null }, permissions: {}, ofJob: { contents: 'write' } })
    t.equal(
      condition,
      'github.ref_name == github.event.repository.default_branch && (github.event.created || github.event.forced)'
    )

    const { git, log } = newRepository(t)
    const run = () => {
      for (const { run } of steps) if (run) git(['bash', '-ec', run])
    }
    run()
    const { repository } = JSON.parse(git(['git', 'show', 'origin/main:package.json']))
    t.equal(repository, 'https://github.com/Some-One/my.bot')
    t.equal(JSON.parse(git(['git', 'show', 'origin/main:app.json'])).repository, repository)
    t.same(log(), ["Set the repository's address to Some-One/my.bot", 'first'])
    run()
    t.same(log().length, 2, 'and not again')
  }
)

t.test(
  'every action is pinned by its commit, with its version for the reader and for Dependabot',
  async (t) => {
    const uses = globSync('.github/workflows/*.yml').flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/\buses: (?!\.\/)(.*)$/gm)].map(([, action = '']) => action)
    )
    t.ok(uses.length > 5)
    t.same(
      uses.filter((action) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action)),
      []
    )
    const commits = uses.map((action) => action.split(/[@ ]/))
    for (const [name, commit] of commits)
      t.same(
        new Set(commits.filter(([other]) => other === name).map(([, other]) => other)),
        new Set([commit])
      )
    const { updates } = parse(readFileSync('.github/dependabot.yml', 'utf8'))
    t.same(
      updates.map((update: Record<string, unknown>) => update['package-ecosystem']),
      ['npm', 'docker', 'github-actions']
    )
  }
)

t.test(
  'a release publishes what passed the tests and the scan, with a list of its parts, and may do nothing else',
  { skip: !isThere('release') },
  async (t) => {
    const { on, permissions, jobs } = workflow('release')
    t.same(on, { push: { tags: ['v*'] } })
    t.same(permissions, { contents: 'read' })
    t.same(jobs.test, { uses: './.github/workflows/ci.yml' })
    t.equal(jobs.image?.needs, 'test')
    t.same(jobs.image?.permissions, { contents: 'read', packages: 'write' })
    const actions = (jobs.image?.steps ?? []).map(({ uses, run }) => uses?.split('@')[0] ?? (run && 'run'))
    t.same(actions, [
      'actions/checkout',
      'run',
      'run',
      'docker/setup-qemu-action',
      'docker/setup-buildx-action',
      'docker/build-push-action',
      'anchore/scan-action',
      'docker/login-action',
      'docker/build-push-action'
    ])
    const { tags, ...push } = jobs.image?.steps?.at(-1)?.with ?? {}
    t.match(tags, 'steps.image.outputs.tags')
    t.same(push, {
      context: '.',
      platforms: 'linux/amd64,linux/arm64',
      push: true,
      sbom: true,
      provenance: 'mode=max'
    })
  }
)

t.test(
  'only a tag of the repository itself is released, under its name',
  { skip: !isThere('release') },
  async (t) => {
    const [check, name] = workflow('release').jobs.image?.steps?.filter(({ run }) => run) ?? []
    const cwd = t.testdir({
      'package.json': '{ "repository": "https://github.com/Some-One/my.bot", "version": "1.2.0" }',
      output: ''
    })
    const run = (script: string | undefined, repository: string, tag: string) =>
      spawnSync('bash', ['-ec', script ?? ''], {
        cwd,
        env: {
          PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
          GITHUB_REPOSITORY: repository,
          GITHUB_REF_NAME: tag,
          GITHUB_OUTPUT: 'output'
        }
      }).status
    t.equal(run(check?.run, 'Some-One/my.bot', 'v1.2.0'), 0)
    t.equal(run(check?.run, 'Some-One/my.bot', 'v1.1.0'), 1, 'another version')
    t.equal(run(check?.run, 'Another/fork', 'v1.2.0'), 1, 'a tag that was fetched from upstream')

    t.equal(run(name?.run, 'Some-One/my.bot', 'v1.2.0'), 0)
    t.equal(run(name?.run, 'Some-One/my.bot', 'v1.2.0-rc.1'), 0)
    t.same(readFileSync(join(cwd, 'output'), 'utf8').split('\n'), [
      'tags=ghcr.io/some-one/my.bot:1.2.0,ghcr.io/some-one/my.bot:latest',
      'tags=ghcr.io/some-one/my.bot:1.2.0-rc.1',
      ''
    ])
  }
)

/** A repository with what the workflow changes, pushed to where `origin` is. */
function newRepository(t: Test) {
  const cwd = t.testdir({ origin: {}, clone: {} })
  const clone = join(cwd, 'clone')
  for (const file of [...globSync('{*.md,package.json,app.json,Dockerfile}'), 'scripts/set-repository.ts']) {
    mkdirSync(dirname(join(clone, file)), { recursive: true })
    cpSync(file, join(clone, file))
  }
  const identity = { GIT_AUTHOR_NAME: 'a', GIT_AUTHOR_EMAIL: 'a@example.com' }
  const git = ([command = '', ...args]: string[]) =>
    execFileSync(command, args, {
      cwd: clone,
      encoding: 'utf8',
      stdio: 'pipe',
      env: {
        PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
        GITHUB_REPOSITORY: 'Some-One/my.bot',
        GIT_COMMITTER_NAME: 'a',
        GIT_COMMITTER_EMAIL: 'a@example.com',
        ...identity
      }
    })
  git(['git', 'init', '--quiet', '--bare', '--initial-branch', 'main', '../origin'])
  git(['git', 'init', '--quiet', '--initial-branch', 'main'])
  git(['git', 'add', '.'])
  git(['git', 'commit', '--quiet', '--message', 'first'])
  git(['git', 'remote', 'add', 'origin', '../origin'])
  git(['git', 'push', '--quiet', '--set-upstream', 'origin', 'main'])
  const log = () => git(['git', 'log', '--format=%s', 'origin/main']).trim().split('\n')
  return { git, log }
}
