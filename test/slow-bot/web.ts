/** The process `web`, with the slow handler of the tests. */
import { slow } from '../../src/handlers/slow.ts'
import { serve } from '../../src/web.ts'
import { slowHandler } from '../slow.ts'

const createHandlers = () => ({ 'message.text': slow(slowHandler().handler, { patienceMs: 500 }) })

await serve({ createHandlers })
