import Fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import { type Bot, createBot, DRAIN_TIMEOUT_MS } from './bot.ts'
import { config } from './config/config.ts'
import type { CreateHandlers } from './handlers/types.ts'
import { createConnections } from './http/connections.ts'
import { answerInTurn } from './http/pipelining.ts'
import { createRefusals } from './http/refusals.ts'
import { createAddressErrorHandler, createClientErrorHandler, RequestLog } from './http/request-log.ts'
import { refuseUnroutable } from './http/unroutable.ts'
import statusPage from './status-page/index.ts'
import { loadShedding } from './webhook/load-shedding.ts'
import { MethodError } from './webhook/plugin.ts'
import callback, { CALLBACK_PATH, isCallbackPath } from './webhook/route.ts'

/** How long connections may stay open once the bot has closed: who idles or does not end a request gets no answer. */
const CLOSE_CONNECTIONS_AFTER_MS = 2_000
/** LINE gives a webhook 2 seconds: a sender that needs more than 5 is not LINE. */
const REQUEST_TIMEOUT_MS = 5_000
/** How long nothing may come and go on a connection while a request is answered: who does not read is cut off. */
const CONNECTION_TIMEOUT_MS = 10_000

declare module 'fastify' {
  interface FastifyInstance {
    bot: Bot
  }
}

export interface AppOptions {
  /** usually `process.env` */
  environment: NodeJS.ProcessEnv
  log: Logger
  /** what the bot says; by default what `src/handlers/handlers.ts` says */
  createHandlers?: CreateHandlers | undefined
}

/**
 * Puts the process `web` together: what is plugged in, in which order. Does not listen.
 *
 * @throws ConfigError when the environment is not right
 */
export async function createApp({ environment, log, createHandlers }: AppOptions): Promise<FastifyInstance> {
  const refusals = createRefusals(log)
  const app = Fastify({
    loggerInstance: log as FastifyBaseLogger,
    logController: new RequestLog(refusals),
    childLoggerFactory: (logger) => logger, // a logger for each request costs time, and few requests log
    clientErrorHandler: createClientErrorHandler(refusals),
    frameworkErrors: createAddressErrorHandler(refusals),
    return503OnClosing: false, // load shedding does it
    schemaController: { compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas } },
    genReqId: ({ headers }) => requestIdOf(headers['x-request-id']),
    trustProxy: (_address: string, hop: number) => hop === 0, // Heroku's router, and no one before it
    pluginTimeout: DRAIN_TIMEOUT_MS + 5_000, // for closing, too
    bodyLimit: 1024 * 1024,
    keepAliveTimeout: 95_000, // longer than the 90 s for which Heroku's router keeps a connection
    requestTimeout: REQUEST_TIMEOUT_MS,
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    http: {
      headersTimeout: REQUEST_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      connectionsCheckingInterval: 1_000,
      requireHostHeader: false, // refuseUnroutable requires it
      optimizeEmptyRequests: true // a stranger's many small requests cost half
    }
  })
  refuseUnroutable(app, refusals, (url) => (isCallbackPath(url) ? new MethodError() : undefined))
  answerInTurn(app.server, refusals)
  const connections = createConnections({ server: app.server, refusals })
  app.removeAllContentTypeParsers() // nobody but LINE has a body to say anything with

  await app.register(config, { environment })
  app.log.level = app.config.LOG_LEVEL
  const bot = await createBot({ config: app.config, log: app.log, createHandlers })
  app.decorate('bot', bot)

  await app.register(loadShedding, { unavailableReason: () => bot.inbox.unavailableReason() }) // first: it also refuses requests while the bot closes
  app.register(callback, {
    prefix: CALLBACK_PATH.replace(/\/$/, ''), // with the last slash or without
    channelSecret: app.config.LINE_CHANNEL_SECRET,
    inbox: bot.inbox,
    activity: bot.activity
  })
  if (app.config.STATUS_PAGE) {
    app.register(statusPage, {
      callbackPath: CALLBACK_PATH,
      channel: bot.line.channel,
      activity: bot.activity.read,
      unavailableReason: () => bot.inbox.unavailableReason(),
      lineBaseUrl: app.config.LINE_API_BASE_URL
    })
  }

  // The server listens until the events in flight are finished, and refuses every new request.
  app.addHook('preClose', async () => {
    await bot.close()
    await connections.stopListening()
    setTimeout(() => app.server.closeAllConnections(), CLOSE_CONNECTIONS_AFTER_MS).unref()
  })
  app.addHook('onClose', async () => refusals.close())
  return app
}

let requests = 0
/** Heroku's router names each request; elsewhere they are counted. */
const requestIdOf = (header: unknown) =>
  typeof header === 'string' && /^[\w-]{8,200}$/.test(header) ? header : `req-${++requests}`

/** What Fastify loads for them takes a twentieth of the start, and no route of the bot has one. */
function noSchemas(): never {
  throw new Error('a route has a schema: remove schemaController from app.ts')
}
