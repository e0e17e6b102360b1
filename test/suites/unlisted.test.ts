/** Every file of tests that no suite lists, such as those of a bot's author, each as a process of its own. */
import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import t from 'tap'

const suites = globSync('test/{suites,system}/*.test.ts')
const listed = suites.flatMap((suite) =>
  [...readFileSync(suite, 'utf8').matchAll(/^import '(.*)'$/gm)].map(([, file = '']) =>
    join(dirname(suite), file)
  )
)
const others = new Set(globSync('{examples,src,test}/**/*.test.ts')).difference(
  new Set([...suites, ...listed, ...globSync('test/bench/*.test.ts')])
)

t.jobs = 2
for (const file of others) t.spawn(process.execPath, [file], { buffered: true }, file)
if (others.size === 0) t.plan(0, 'every file of tests is in a suite')
