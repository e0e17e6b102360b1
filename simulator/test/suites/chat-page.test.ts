/** The simulator’s chat page, in a browser: what one does and sees. */
import '../chat-page.test.ts'
import '../chat-page-actions.test.ts'
import '../chat-page-gallery.test.ts'
import '../chat-page-messages.test.ts'
import '../chat-page-narrow.test.ts'
