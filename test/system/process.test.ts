/** The bot as a process: its start, its metrics and traces, and its end. */
import '../config/dot-env.test.ts'
import '../config/dot-env-precedence.test.ts'
import '../web.test.ts'
import '../metrics/metrics.test.ts'
import '../tracing.test.ts'
