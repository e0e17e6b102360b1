/** The simulator’s programs. */
import '../programs.test.ts'
