/** The way to LINE: access tokens in time, and proxies, which are set for a whole process. */
import '../line/access-token.test.ts'
import '../line/proxy.test.ts'
