import { spawnSync } from 'node:child_process'
import t from 'tap'
import packageJson from '../../package.json' with { type: 'json' }
import { uncovered } from '../helper.ts'

const BENCHMARKS = ['side-by-side', 'growth', 'redis', 'redis-memory', 'simulator', 'soak']

t.test('each command explains itself with --help, and does nothing else', async (t) => {
  const help = (name: 'doctor' | 'failed-events' | 'bench', args: string[] = []) => {
    const [, ...command] = packageJson.scripts[name].split(' ')
    const { status, stdout, stderr } = spawnSync(process.execPath, [...command, ...args, '--help'], {
      encoding: 'utf8',
      env: uncovered({ PATH: process.env.PATH })
    })
    t.same([status, stderr], [0, ''], [name, ...args].join(' '))
    return stdout
  }
  for (const name of ['doctor', 'failed-events'] as const) t.match(help(name), `npm run ${name}`)
  const list = help('bench')
  for (const name of BENCHMARKS) {
    t.match(list, `npm run bench -- ${name} `)
    t.match(help('bench', [name]), new RegExp(`npm run bench -- \\[?${name}(?![\\w-])`), name)
  }
})
