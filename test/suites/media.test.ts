/** What users send, and what the bot serves. */
import './concurrency.ts'
import '../media/content.test.ts'
import '../media/external.test.ts'
import '../media/files.test.ts'
