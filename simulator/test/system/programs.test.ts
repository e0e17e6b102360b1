/** The simulator’s programs. */
import '../examples.test.ts'
import '../programs.test.ts'
import '../readme.test.ts'
import '../tarball.test.ts'
