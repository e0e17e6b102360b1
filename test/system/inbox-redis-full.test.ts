/** A Redis that fills up. */
import '../inbox/redis/full.test.ts'
