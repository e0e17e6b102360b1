import Fastify, { type FastifyBaseLogger, type FastifySchemaValidationError, LogController } from 'fastify'
import type { Logger } from 'pino'
import { createChannelAccessTokens, tokenApi } from './channel-access-tokens.ts'
import { chatPage } from './chat-page.ts'
import { controlApi } from './control-api.ts'
import { logExchange } from './log-exchange.ts'
import { messagingApi } from './messaging-api.ts'
import { createPlatform, type PlatformOptions } from './platform.ts'
import { isWebhookUrl } from './webhook-sender.ts'

export type SimulatorOptions = PlatformOptions & { log?: Logger }

/** Says what is wrong with a request so that it can be mended: which property, and what is allowed. */
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
 * A LINE Platform with one channel, on a port of its own: the Messaging API, an API to steer it, and a chat page
 * at `/`. Does not listen yet.
 */
export function createSimulator({ log, ...options }: SimulatorOptions) {
  const platform = createPlatform(options)
  const tokens = createChannelAccessTokens(platform)
  const app = Fastify({
    ...(log && { loggerInstance: log as FastifyBaseLogger }),
    logController: new LogController({ disableRequestLogging: true }),
    forceCloseConnections: true,
    schemaErrorFormatter,
    ajv: {
      customOptions: {
        removeAdditional: false,
        coerceTypes: false,
        allErrors: true,
        formats: { 'webhook-url': (text: string) => text === '' || isWebhookUrl(text) }
      }
    }
  })
  app.register(messagingApi, { prefix: '/v2', platform, tokens })
  app.register(tokenApi, { prefix: '/oauth2', platform, tokens })
  app.register(controlApi, { prefix: '/simulator', platform })
  app.register(chatPage)
  app.addHook('preClose', () => platform.close())
  if (log) platform.exchanges.subscribe((exchange) => logExchange(log, exchange))
  return { app, platform }
}
