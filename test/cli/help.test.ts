import { spawnSync } from 'node:child_process'
import t from 'tap'
import packageJson from '../../package.json' with { type: 'json' }
import { uncovered } from '../helper.ts'

t.test('each command explains itself with --help, and does nothing else', async (t) => {
  const { scripts } = packageJson
  const names = Object.keys(scripts) as (keyof typeof scripts)[]
  for (const name of names.filter((name) => /^(?:doctor|failed-events|bench)\b/.test(name))) {
    const [, ...command] = scripts[name].split(' ')
    const { status, stdout, stderr } = spawnSync(process.execPath, [...command, '--help'], {
      encoding: 'utf8',
      env: uncovered({ PATH: process.env.PATH })
    })
    t.equal(status, 0, stderr)
    t.equal(stderr, '')
    t.match(stdout, new RegExp(`npm run ${name}(?![\\w:-])`), stdout)
  }
})
