/** The simulator’s programs. */
import '../simulator/programs.test.ts'
