/** A log that nobody takes. */
import '../runtime/stdout.test.ts'
