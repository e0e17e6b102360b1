/** Redis in trouble. */
import '../inbox/redis/crash.test.ts'
import '../inbox/redis/trouble.test.ts'
import '../inbox/redis/unconfirmed.test.ts'
import '../inbox/redis/unusable.test.ts'
