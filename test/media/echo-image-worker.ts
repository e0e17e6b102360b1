/** `src/worker.ts` with the bot of an example. */
import * as echoImage from '../../examples/echo-image.ts'
import { work } from '../../src/worker.ts'

await work(echoImage)
