/** The simulator’s chat page, in a browser. */
import '../simulator/chat-page-actions.test.ts'
import '../simulator/chat-page-flex.test.ts'
import '../simulator/chat-page-looks.test.ts'
import '../simulator/chat-page-messages.test.ts'
import '../simulator/chat-page-playground.test.ts'
import '../simulator/chat-page-wire.test.ts'
import '../simulator/chat-page.test.ts'
