/** The simulator’s chat page, in a browser: how it looks. */
import '../simulator/chat-page-flex.test.ts'
import '../simulator/chat-page-looks.test.ts'
import '../simulator/chat-page-wire.test.ts'
