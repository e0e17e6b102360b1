/** From a request to its answer. */
import '../webhook/body-memory-limit.test.ts'
import '../webhook/callback.test.ts'
import '../webhook/outage.test.ts'
import '../webhook/plugin.test.ts'
import '../webhook/refusals.test.ts'
import '../webhook/secret-rotation.test.ts'
import '../webhook/signature.test.ts'
import '../http/request-log.test.ts'
