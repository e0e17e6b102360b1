/** Each event once. */
import '../inbox/any-event.test.ts'
import '../inbox/memory.test.ts'
import '../inbox/process-event.test.ts'
