/** The log, and a standard output that does not accept it. */
import '../log/logger.test.ts'
import '../log/stdout.test.ts'
