/** Load that the bot must survive. */
import '../http/listen.test.ts'
import '../log/stdout.test.ts'
import '../runtime/crash.test.ts'
import '../runtime/rolling-restart.test.ts'
import '../runtime/stop-under-load.test.ts'
import '../webhook/abuse.test.ts'
import '../webhook/load-shedding.test.ts'
