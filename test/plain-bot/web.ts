/** `src/web.ts` with the handlers of the tests. */
import { serve } from '../../src/web.ts'
import { createPlainApp } from './handlers.ts'

await serve(createPlainApp)
