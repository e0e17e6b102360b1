/** How the bot stops. */
import '../runtime/stop.test.ts'
