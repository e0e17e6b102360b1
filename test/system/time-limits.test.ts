/** Limits of 2 to 20 seconds: the tests wait for them side by side. */
import '../suites/concurrency.ts'
import '../inbox/slow/memory.test.ts'
import '../inbox/slow/stop.test.ts'
import '../runtime/stop.test.ts'
import '../webhook/time-limits.test.ts'
import '../playground/silent-bot.test.ts'
