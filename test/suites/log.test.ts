/** The log, and a standard output that does not accept it. */
import '../log/event-log.test.ts'
import '../log/logger.test.ts'
import '../log/stdout.test.ts'
