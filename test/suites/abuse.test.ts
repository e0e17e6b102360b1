/** Load that the bot must survive. */
import '../http/listen.test.ts'
import '../webhook/abuse.test.ts'
import '../webhook/load-shedding.test.ts'
