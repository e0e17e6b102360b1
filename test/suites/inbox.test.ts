/** Each event once. */
import '../inbox/any-event.test.ts'
import '../inbox/in-order.test.ts'
import '../inbox/memory.test.ts'
import '../inbox/remembered-ids.test.ts'
import '../inbox/redis/earlier-attempts.test.ts'
import '../inbox/process-event.test.ts'
import '../redis/errors.test.ts'
import '../inbox/slow/kept-answers.test.ts'
