/** What GitHub runs in every repository that a clone is pushed to. */
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, globSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import t, { type Test } from 'tap'
import { parse } from 'yaml'

interface Job {
  if?: string
  needs?: string | string[]
  permissions?: object
  steps?: { name?: string; run?: string }[]
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
