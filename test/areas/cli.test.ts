/** The commands for an operator. */
import '../cli/blame.test.ts'
import '../cli/doctor.test.ts'
import '../cli/failed-events.test.ts'
import '../cli/help.test.ts'
