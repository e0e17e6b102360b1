/** Redis that is unavailable, or that refuses commands. */
import '../inbox/redis/crash.test.ts'
import '../inbox/redis/unavailable.test.ts'
import '../inbox/redis/unconfirmed.test.ts'
import '../inbox/redis/unusable.test.ts'
