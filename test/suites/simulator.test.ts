/** What the simulator sends, and how it is steered. */
import './concurrency.ts'
import '../simulator/events/event-specs.test.ts'
import '../simulator/events/webhooks.test.ts'
import '../simulator/control/control-api.test.ts'
import '../simulator/control/people.test.ts'
import '../simulator/control/stream.test.ts'
import '../simulator/own-hosts.test.ts'
import '../simulator/express-bot.test.ts'
