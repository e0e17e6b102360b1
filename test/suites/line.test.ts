/** The calls to LINE. */
import './concurrency.ts'
import '../line/channel-client.test.ts'
import '../line/http-client.test.ts'
import '../line/reply-client.test.ts'
import '../line/sdk.test.ts'
import '../log/redact.test.ts'
import '../log/throttle.test.ts'
