import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A small fault, of the kind that a hurried change or a merge makes, and the tests that should find it. */
export interface Mutant {
  file: string
  /** what the file has, exactly once */
  find: string
  replace: string
  /** the narrowest files of tests that should fail, the likeliest first; arguments may follow */
  tests: string[]
  /** with which the tests make the fault themselves */
  environment?: { MUTANT: string }
  /** why no test finds it: only for a fault that survives */
  why?: string
}

type Fault = [find: string, replace: string, why?: string]

/** The faults of one file, which have the same tests. */
export const faults = (file: string, tests: string[], ...list: Fault[]): Mutant[] =>
  list.map(([find, replace, why]) => ({ file, find, replace, tests, ...(why !== undefined && { why }) }))

/**
 * The file with the fault in it.
 *
 * @param folder where the project is
 * @throws Error when the file does not have `find` exactly once
 */
export function mutated({ file, find, replace }: Mutant, folder = '.'): string {
  const parts = readFileSync(join(folder, file), 'utf8').split(find)
  if (parts.length !== 2 || replace === find)
    throw new Error(`${file} has ${JSON.stringify(find)} ${parts.length - 1} times: it must have it once`)
  return parts.join(replace)
}

/** Whether the author of a bot has deleted the file, or the tests of the fault. */
export const isDeleted = ({ file, tests }: Mutant): boolean =>
  ![file, ...tests.map((test) => test.split(' ')[0] as string)].every((name) => existsSync(name))
