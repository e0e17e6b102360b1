/** Each event once, with Redis. */
import '../inbox/redis/bug.test.ts'
import '../inbox/redis/claims.test.ts'
import '../inbox/redis/inbox.test.ts'
import '../inbox/redis/outage.test.ts'
import '../inbox/redis/slow.test.ts'
import '../inbox/redis/stop.test.ts'
import '../redis/errors.test.ts'
import '../media/redis-files.test.ts'
