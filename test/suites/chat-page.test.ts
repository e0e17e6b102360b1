/** The simulator’s chat page, in a browser: what one does and sees. */
import '../simulator/chat-page.test.ts'
import '../simulator/chat-page-actions.test.ts'
import '../simulator/chat-page-messages.test.ts'
import '../simulator/chat-page-playground.test.ts'
