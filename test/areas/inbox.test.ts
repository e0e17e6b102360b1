/** Each event once. */
import '../inbox/any-event.test.ts'
import '../inbox/group-reply-policy.test.ts'
import '../inbox/loading-animation.test.ts'
import '../inbox/memory.test.ts'
import '../inbox/process-event.test.ts'
