import t from 'tap'
import { helpOf } from '../cli/help-of.ts'

const BENCHMARKS = ['side-by-side', 'cold-start', 'growth', 'redis', 'redis-memory', 'simulator', 'soak']

t.test('the benchmarks are listed, and each explains itself with --help', async (t) => {
  const list = helpOf(t, 'bench')
  for (const name of BENCHMARKS) {
    t.match(list, `npm run bench -- ${name} `)
    t.match(helpOf(t, 'bench', [name]), new RegExp(`npm run bench -- \\[?${name}(?![\\w-])`), name)
  }
})
