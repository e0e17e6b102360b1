/**
 * After the tests: says what was skipped, and whether the folders where the promise is kept are tested to the last
 * line. Only what ran is judged; where `CI` is set, nothing is skipped.
 */
import { globSync, readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { withoutBrowser } from '../simulator/test/support/browser.ts'
import { isProjectFile } from './project-files.ts'
import { withoutRedis } from './redis.ts'

const COVERED = ['src/http/', 'src/webhook/', 'src/inbox/', 'src/redis/', 'src/handlers/', 'src/line/']
const ONLY_WITH_REDIS = ['src/inbox/redis/', 'src/redis/']

if (withoutRedis) console.log(`Skipped what needs Redis: ${withoutRedis}`)
if (withoutBrowser) console.log(`Skipped what needs a browser: ${withoutBrowser}`)

const ran = new Set(readJson<{ externalID?: string }>('.tap/processinfo/*.json').map((one) => one.externalID))
const left = globSync('test/suites/*.test.ts').filter((file) => !ran.has(file))
if (left.length > 0 && !process.env.CI)
  console.log(`Not judged, as ${left.length} suites did not run: the coverage`)
else reportGaps()

function reportGaps() {
  const [summary = {}] = readJson<Record<string, { lines: { pct: number } }>>(
    '.tap/report/coverage-summary.json'
  )
  const gaps = Object.entries(summary)
    .map(([file, { lines }]) => ({ file: relative('.', file), pct: lines.pct }))
    .filter(({ file, pct }) => isJudged(file) && pct < 100)
  for (const { file, pct } of gaps) console.error(`${file}: ${pct} % of its lines are tested; all must be`)
  process.exitCode = gaps.length > 0 ? 1 : 0
}

function isJudged(file: string): boolean {
  if (withoutRedis && ONLY_WITH_REDIS.some((folder) => file.startsWith(folder))) return false
  return isProjectFile(file) && COVERED.some((folder) => file.startsWith(folder))
}

function readJson<T>(files: string): T[] {
  return globSync(files).map((file) => JSON.parse(readFileSync(file, 'utf8')))
}
