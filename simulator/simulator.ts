import Fastify, { type FastifyBaseLogger, type FastifySchemaValidationError, LogController } from 'fastify'
import type { Logger } from 'pino'
import { lineApi } from './api/line-api.ts'
import { requestIds } from './api/line-http.ts'
import { chatPage } from './chat-page.ts'
import { controlApi } from './control/control-api.ts'
import { isWebhookUrl } from './events/webhook-sender.ts'
import { createExchangeLog } from './log-exchange.ts'
import { ownHosts } from './own-hosts.ts'
import { createPlatform, type PlatformOptions } from './platform/platform.ts'

export type SimulatorOptions = PlatformOptions & {
  log?: Logger
  /** where it will listen: the page and the control API answer to this name, too; localhost by default */
  host?: string
}

/** Says what is wrong with a request so that it can be fixed: which property, and what is allowed. */
function schemaErrorFormatter(errors: FastifySchemaValidationError[]): Error {
  const problems = errors.map(({ instancePath, message, params }) => {
    const { additionalProperty, allowedValues } = params as {
      additionalProperty?: string
      allowedValues?: string[]
    }
    const where = [instancePath.slice(1).replaceAll('/', '.'), additionalProperty].filter(Boolean).join('.')
    if (additionalProperty) return `${where} is unknown`
    return `${where || 'the body'} ${message}${allowedValues ? `: ${allowedValues.join(', ')}` : ''}`
  })
  return new Error(problems.join('; '))
}

/**
 * A LINE Platform with one channel, on a port of its own: LINE's API, an API to steer it, and a chat page at `/`. Does
 * not listen yet.
 */
export function createSimulator({ log, host = 'localhost', ...options }: SimulatorOptions) {
  const platform = createPlatform(options)
  const app = Fastify({
    ...(log && { loggerInstance: log as FastifyBaseLogger }),
    logController: new LogController({ disableRequestLogging: true }),
    forceCloseConnections: true,
    schemaErrorFormatter,
    routerOptions: { maxParamLength: 1_000 },
    ajv: {
      customOptions: {
        removeAdditional: false,
        coerceTypes: false,
        allErrors: true,
        formats: { 'webhook-url': (text: string) => text === '' || isWebhookUrl(text) }
      }
    }
  })
  app.register(requestIds)
  app.register(lineApi, { platform })
  app.register(async (own) => {
    own.register(ownHosts, { host })
    own.register(controlApi, { platform, prefix: '/simulator' })
    own.register(chatPage)
  }, {})
  app.addHook('preClose', () => platform.close())
  if (log) platform.exchanges.subscribe(createExchangeLog(log))
  return { app, platform }
}
