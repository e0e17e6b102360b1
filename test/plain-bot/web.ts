/** `src/web.ts` with the handlers of the tests. */
import { serve } from '../../src/web.ts'
import { createHandlers } from './handlers.ts'

await serve({ createHandlers })
