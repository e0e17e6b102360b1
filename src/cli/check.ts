/** One thing that was checked, and how it is. */
export interface Check {
  check: string
  /** `doubtful` is worth a look, and no failure; `skipped` could not be checked because of another */
  state: 'good' | 'bad' | 'doubtful' | 'skipped'
  /** what was found, and how to fix it; never a credential */
  message: string
}

const checkOf =
  (state: Check['state']) =>
  (check: string, message: string): Check => ({ check, state, message })

export const good = checkOf('good')
export const bad = checkOf('bad')
export const doubtful = checkOf('doubtful')
export const skipped = checkOf('skipped')
