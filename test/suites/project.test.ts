/** What a developer finds in this repository. */
import '../architecture.test.ts'
import '../docs.test.ts'
import '../examples.test.ts'
import '../hosts.test.ts'
import '../mutants/table.test.ts'
import '../packaging.test.ts'
import '../start-bot.test.ts'
import '../workflows.test.ts'
