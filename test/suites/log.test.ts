/** The log. */
import '../log/event-log.test.ts'
import '../log/logger.test.ts'
