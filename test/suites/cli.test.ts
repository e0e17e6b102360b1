/** The commands for an operator. */
import '../cli/doctor.test.ts'
import '../cli/failed-events.test.ts'
import '../cli/help.test.ts'
import '../setup/explains-failures.test.ts'
