/** The same with Redis. */
import '../inbox/redis/bug.test.ts'
import '../inbox/redis/crash.test.ts'
import '../inbox/redis/full.test.ts'
import '../inbox/redis/inbox.test.ts'
import '../inbox/redis/store.test.ts'
import '../inbox/redis/trouble.test.ts'
