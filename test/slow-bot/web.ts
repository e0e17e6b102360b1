/** The process `web`, with the slow handler of the tests. */
import { slow } from '../../src/handlers/slow.ts'
import { serve } from '../../src/web.ts'
import { slowHandler } from '../slow.ts'

const patienceMs = Number(process.env.PATIENCE_MS)

await serve({ createHandlers: () => ({ 'message.text': slow(slowHandler().handler, { patienceMs }) }) })
