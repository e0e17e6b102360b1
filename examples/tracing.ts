/**
 * Sends traces to an OpenTelemetry collector. This is not a bot: Node.js loads it before the bot. docs/operations.md lists
 * the packages to install and the variables to set.
 */
import { subscribe } from 'node:diagnostics_channel'
import { FastifyOtelInstrumentation } from '@fastify/otel'
import { DiagLogLevel, diag } from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici'
import { defaultResource, detectResources, envDetector } from '@opentelemetry/resources'
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node'

// Not passed as functions, because the bot replaces `console.error` and `console.warn` to log JSON.
diag.setLogger(
  {
    error: (...words) => console.error(...words),
    warn: (...words) => console.warn(...words),
    info() {},
    debug() {},
    verbose() {}
  },
  DiagLogLevel.WARN
)

const provider = new NodeTracerProvider({
  resource: defaultResource().merge(detectResources({ detectors: [envDetector] })), // OTEL_SERVICE_NAME
  spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())]
})
provider.register({ propagator: null }) // sends no trace headers to LINE

// Both subscribe to diagnostics channels of Node, Fastify and undici, and do not patch any module.
new FastifyOtelInstrumentation({
  registerOnInitialization: true,
  instrumentHooks: false,
  ignorePaths: ({ url }) => url.startsWith('/health'),
  requestHook(span, { method, routeOptions: { url = '/{unknown}' } }) {
    span.updateName(`${method} ${url}`)
    span.setAttribute('url.path', url) // the real path has the query, and may contain a file's key
  }
})
new UndiciInstrumentation({
  requestHook(span, { method, origin, path }) {
    const publicPath = withoutIds(path)
    span.updateName(`${method} ${publicPath}`)
    span.setAttributes({ 'url.full': origin + publicPath, 'url.path': publicPath, 'url.query': '' })
  }
})

/** Removes private parts of a path: the query, and long segments with a digit, such as the id of a user or a message. */
const withoutIds = (path: string) => path.replace(/\?.*/, '').replace(/(?<=\/)(?=[^/]*\d)[^/]{10,}/g, '{id}')

// Sends the last spans before the process exits.
subscribe('line-echobot.exit', (work) => (work as Promise<void>[]).push(provider.shutdown()))
