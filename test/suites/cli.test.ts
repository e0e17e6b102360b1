/** The commands for an operator. */
import '../cli/clock.test.ts'
import '../cli/doctor.test.ts'
import '../cli/failed-events.test.ts'
import '../cli/help.test.ts'
import '../setup/compare-secret.test.ts'
import '../setup/explains-failures.test.ts'
