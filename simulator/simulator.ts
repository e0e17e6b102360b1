import Fastify, { type FastifyBaseLogger, LogController } from 'fastify'
import type { Logger } from 'pino'
import { lineApi } from './api/line-api.ts'
import { requestIds } from './api/line-http.ts'
import { chatPage } from './chat-page.ts'
import { controlApi } from './control/control-api.ts'
import { compilersFactory, schemaErrorFormatter, validatorCompiler } from './control/validation.ts'
import { createExchangeLog } from './log-exchange.ts'
import { ownHosts } from './own-hosts.ts'
import { createPlatform, type PlatformOptions } from './platform/platform.ts'

export type SimulatorOptions = PlatformOptions & {
  log?: Logger
  /** where it will listen: the page and the control API answer to this name, too; localhost by default */
  host?: string
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
    schemaController: { compilersFactory },
    routerOptions: { maxParamLength: 1_000 }
  })
  app.setValidatorCompiler(validatorCompiler)
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
