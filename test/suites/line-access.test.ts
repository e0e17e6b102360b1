/** The way to LINE: access tokens and outages in time, and proxies, which are set for a whole process. */
import '../line/access-token.test.ts'
import '../line/outage.test.ts'
import '../line/proxy.test.ts'
