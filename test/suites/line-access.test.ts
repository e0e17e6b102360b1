/** The way to LINE: outages in time, and proxies, which are set for a whole process. */
import '../line/outage.test.ts'
import '../line/proxy.test.ts'
