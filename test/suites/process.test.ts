/** The bot as a process: its start, and what it survives. */
import '../web.test.ts'
import '../metrics/metrics.test.ts'
import '../metrics/monitoring.test.ts'
import '../runtime/crash.test.ts'
import '../runtime/rolling-restart.test.ts'
import '../runtime/stop-under-load.test.ts'
import '../tracing.test.ts'
