/** After the tests: the rooms where a promise is kept are tested to the last line. */
import { readFileSync } from 'node:fs'
import { relative } from 'node:path'

const ROOMS = ['src/webhook/', 'src/inbox/', 'src/handlers/', 'src/line/']

interface Summary {
  [file: string]: { lines: { pct: number } }
}
const summary = JSON.parse(readFileSync('.tap/report/coverage-summary.json', 'utf8')) as Summary
const gaps = Object.entries(summary)
  .map(([file, { lines }]) => ({ file: relative('.', file), pct: lines.pct }))
  .filter(({ file, pct }) => ROOMS.some((room) => file.startsWith(room)) && pct < 100)
for (const { file, pct } of gaps) console.error(`${file}: ${pct} % of its lines are tested; all must be`)
process.exitCode = gaps.length > 0 ? 1 : 0
