/** From a request to its answer. */
import '../webhook/callback.test.ts'
import '../webhook/plugin.test.ts'
import '../webhook/signature.test.ts'
import '../http/listen.test.ts'
import '../http/request-log.test.ts'
