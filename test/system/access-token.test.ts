/** Access tokens whose time is over after a few seconds. */
import '../line/access-token.test.ts'
