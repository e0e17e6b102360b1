/** What the bot says, and how it is set up. */
import '../handlers/echo-bot.test.ts'
import '../handlers/echo-emoji.test.ts'
import '../handlers/echo.test.ts'
import '../handlers/handlers.test.ts'
import '../handlers/mistakes.test.ts'
import '../config.test.ts'
import '../config/dot-env.test.ts'
