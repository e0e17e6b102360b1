/**
 * Sends traces to an OpenTelemetry collector. This is no bot: Node.js loads the file before one. docs/operations.md has the
 * packages to install and the variables to set.
 */
import { subscribe } from 'node:diagnostics_channel'
import { FastifyOtelInstrumentation } from '@fastify/otel'
import { DiagLogLevel, diag } from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici'
import { defaultResource, detectResources, envDetector } from '@opentelemetry/resources'
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node'

// Called by name each time, because the bot replaces `console.error` and `console.warn` to log them as JSON.
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
provider.register({ propagator: null }) // LINE gets no header of ours

// Both listen to diagnostics channels of Node, Fastify and undici, and replace no module.
new FastifyOtelInstrumentation({
  registerOnInitialization: true,
  instrumentHooks: false,
  ignorePaths: ({ url }) => url.startsWith('/health'),
  requestHook(span, { method, routeOptions: { url = '/{unknown}' } }) {
    span.updateName(`${method} ${url}`)
    span.setAttribute('url.path', url) // the path itself may contain the key of a file, and has the query
  }
})
new UndiciInstrumentation({
  requestHook(span, { method, origin, path }) {
    const publicPath = withoutIds(path)
    span.updateName(`${method} ${publicPath}`)
    span.setAttributes({ 'url.full': origin + publicPath, 'url.path': publicPath, 'url.query': '' })
  }
})

/** A path without what may be private: the query, and long segments with a digit, such as the id of a user or a message. */
const withoutIds = (path: string) => path.replace(/\?.*/, '').replace(/(?<=\/)(?=[^/]*\d)[^/]{10,}/g, '{id}')

// The last spans are sent before the process exits.
subscribe('line-echobot.exit', (work) => (work as Promise<void>[]).push(provider.shutdown()))
