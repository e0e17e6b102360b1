/** `src/worker.ts` with the handlers of the tests. */
import { work } from '../../src/worker.ts'
import { createHandlers } from './handlers.ts'

await work({ createHandlers })
