/** The simulator’s chat page, in a browser: how it looks. */
import '../chat-page-flex.test.ts'
import '../chat-page-flex-cases.test.ts'
import '../chat-page-looks.test.ts'
import '../chat-page-wire.test.ts'
