/**
 * Writes the tables of faults to README.md.
 *
 *     npx node test/simulation/write-tables.ts
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { MUTANTS, type Mutant, REDIS_MUTANTS } from './mutants.ts'

const README = join(import.meta.dirname, 'README.md')

/** The README as it must be: its tables are made from those of the faults. */
export function readmeWithTables(): string {
  let text = readFileSync(README, 'utf8')
  for (const [name, mutants] of Object.entries({ memory: MUTANTS, redis: REDIS_MUTANTS })) {
    const table = new RegExp(`(?<=<!-- ${name}: .* -->\n)[^]*?(?=<!-- end -->)`)
    text = text.replace(table, `\n${tableOf(mutants)}\n\n`)
  }
  return text
}

const tableOf = (mutants: readonly Pick<Mutant, 'breaks' | 'file'>[]) =>
  [
    '| fault | file |',
    '|---|---|',
    ...mutants.map(({ breaks, file }) => `| ${breaks} | \`src/${file}\` |`)
  ].join('\n')

if (import.meta.main) writeFileSync(README, readmeWithTables())
