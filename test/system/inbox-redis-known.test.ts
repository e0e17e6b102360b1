/** What else is in Redis: other bots, earlier versions, known events. */
import '../inbox/redis/faults.test.ts'
import '../inbox/redis/known.test.ts'
import '../inbox/redis/two-bots.test.ts'
import '../inbox/redis/upgrade.test.ts'
