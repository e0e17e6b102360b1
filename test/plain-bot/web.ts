/** `src/web.js` with the handlers of the tests. */
import { serve } from '../../src/web.js'
import { createPlainApp } from './handlers.ts'

await serve(createPlainApp)
