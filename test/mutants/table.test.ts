import t from 'tap'
import { isDeleted, mutated } from './mutant.ts'
import { MUTANTS } from './table.ts'

t.test('every fault of the table of mutants can be made', async (t) => {
  const present = MUTANTS.filter((mutant) => !isDeleted(mutant))
  for (const mutant of present) t.doesNotThrow(() => mutated(mutant), mutant.find)
  const names = present.map(({ file, find, replace, environment }) =>
    JSON.stringify([file, find, replace, environment])
  )
  t.equal(new Set(names).size, names.length, 'and is listed once')
})
