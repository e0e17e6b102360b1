/** The status page, some of it in a browser. */
import '../status-page/headers.test.ts'
import '../status-page/page-in-browser.test.ts'
import '../status-page/problems.test.ts'
import '../status-page/recent-activity.test.ts'
import '../status-page/status-page.test.ts'
import '../status-page/texts.test.ts'
