import Fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import { type Bot, createBot, DRAIN_TIMEOUT_MS } from './bot.ts'
import { channelSecretsOf, config } from './config/config.ts'
import type { BotDefinition, CreateRoutes } from './handlers/types.ts'
import { RequestLog } from './http/request-log.ts'
import { prepareStopListening } from './http/stop-listening.ts'
import { PROCESS_ID } from './log/process-id.ts'
import { FILES_PATH } from './media/files.ts'
import fileRoute from './media/route.ts'
import statusPage from './status-page/index.ts'
import { loadShedding } from './webhook/load-shedding.ts'
import { CALLBACK_PATH } from './webhook/path.ts'
import callback from './webhook/route.ts'

/** LINE itself gives up after 2 s. */
const REQUEST_TIMEOUT_MS = 5_000
/** Idle timeout while a response is being written: clients that stop reading are disconnected. */
const CONNECTION_TIMEOUT_MS = 10_000
/** Longer than the 90 s for which Heroku's router keeps idle connections. */
const KEEP_ALIVE_TIMEOUT_MS = 95_000
/** Limits the memory for responses to a client that pipelines requests without reading the responses. */
const MAX_REQUESTS_PER_CONNECTION = 100

declare module 'fastify' {
  interface FastifyInstance {
    bot: Bot
  }
}

export interface AppOptions extends BotDefinition {
  /** usually `process.env` */
  environment: NodeJS.ProcessEnv
  log: Logger
  /** see `LoadSheddingOptions`; tests share the bot's event loop, and need more */
  maxEventLoopDelayMs?: number
}

/**
 * Creates the HTTP application of the process `web` by registering its plugins in order. It does not listen.
 *
 * @throws ConfigError with all problems of the environment
 */
export async function createApp({
  environment,
  log,
  maxEventLoopDelayMs,
  createHandlers,
  createRoutes
}: AppOptions): Promise<FastifyInstance> {
  const requestLog = new RequestLog(log)
  const app = Fastify({
    loggerInstance: log as FastifyBaseLogger,
    logController: requestLog,
    genReqId: ({ headers }) => requestIdOf(headers['x-request-id']),
    trustProxy: (_address: string, hop: number) => hop === 0, // only the nearest proxy
    return503OnClosing: false, // load shedding responds with 503 instead
    pluginTimeout: DRAIN_TIMEOUT_MS + 10_000, // also limits closing, which the process limits to less
    bodyLimit: 1024 * 1024,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    maxRequestsPerSocket: MAX_REQUESTS_PER_CONNECTION,
    requestTimeout: REQUEST_TIMEOUT_MS,
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    http: { headersTimeout: REQUEST_TIMEOUT_MS, connectionsCheckingInterval: 1_000 }
  })
  const stopListening = prepareStopListening(app)
  app.removeAllContentTypeParsers() // only the webhook and the author's routes accept a request body

  await app.register(config, { environment })
  for (const each of [log, app.log]) each.level = app.config.LOG_LEVEL // Fastify's is a child of `log`
  const bot = await createBot({ name: 'web', config: app.config, log: app.log, createHandlers })
  app.decorate('bot', bot)

  const { outage } = bot.line
  await app.register(loadShedding, {
    outage,
    unavailableReason: () => bot.inbox.unavailableReason(),
    maxEventLoopDelayMs
  })
  app.register(callback, {
    prefix: CALLBACK_PATH.replace(/\/$/, ''), // with or without the trailing slash
    channelSecret: channelSecretsOf(app.config),
    inbox: bot.inbox,
    outage,
    activity: bot.activity,
    reportAnswer: bot.metrics?.webhookAnswered
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
  app.register(fileRoute, { prefix: FILES_PATH, files: bot.files })
  if (createRoutes) app.register(ownRoutes, { createRoutes })

  // The server listens until the events in flight are finished. Meanwhile load shedding responds with 503.
  app.addHook('preClose', async () => {
    await bot.close()
    await stopListening()
  })
  app.addHook('onClose', async () => requestLog.flush())
  return app
}

/** The author's routes, in a scope that parses JSON as Fastify does by default. */
async function ownRoutes(scope: FastifyInstance, { createRoutes }: { createRoutes: CreateRoutes }) {
  const parseJson = scope.getDefaultJsonParser('error', 'error')
  scope.addContentTypeParser('application/json', { parseAs: 'string' }, parseJson)
  await createRoutes(scope)
}

let requests = 0
/** Uses the id from Heroku's router if there is one, otherwise a number. */
const requestIdOf = (header: unknown) =>
  typeof header === 'string' && /^[\w-]{8,200}$/.test(header) ? header : `req-${PROCESS_ID}-${++requests}`
