/** What strangers may try. */
import '../webhook/strangers-bodies.test.ts'
import '../webhook/strangers-connections.test.ts'
