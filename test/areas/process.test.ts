/** The bot as a process: its start, its log, its end. */
import '../web.test.ts'
import '../runtime/crash.test.ts'
import '../runtime/logger.test.ts'
import '../runtime/stdout.test.ts'
import '../runtime/stop.test.ts'
