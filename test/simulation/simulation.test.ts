import { readFileSync } from 'node:fs'
import t from 'tap'
import { simulate } from './run-simulate.ts'
import { readmeWithTables } from './write-tables.ts'

t.test('its README lists the faults that it detects', async (t) => {
  const written = readFileSync('test/simulation/README.md', 'utf8')
  t.equal(written, readmeWithTables(), 'npx node test/simulation/write-tables.ts')
})

t.test('keeps its promises in thousands of histories', async (t) => {
  const seed = String(Math.floor(Math.random() * 1e9))
  const { code, output } = await simulate(['--histories', '3000', '--seed', seed])
  t.equal(code, 0, `seed ${seed}: ${output}`)
})
