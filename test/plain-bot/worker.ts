/** `src/worker.js` with the handlers of the tests. */
import { work } from '../../src/worker.js'
import { createHandlers } from './handlers.ts'

await work(createHandlers)
