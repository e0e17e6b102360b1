import Fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import { type BotOptions, bot, DRAIN_LIMIT } from './bot.ts'
import { createChannel } from './line/channel.ts'
import { createClientErrorHandler, RefusalLog, refuseAddress } from './runtime/request-log.ts'
import site from './status-page/index.ts'
import { admission } from './webhook/load-shedding.ts'
import echobot from './webhook/route.ts'

/** Who has not got an answer so long after that never will: a connection that idles, a request that does not end. */
const LAST_ANSWERS = 2_000
/** LINE gives a webhook 2 seconds: a sender that is not done after 5 is none of LINE’s. */
const REQUEST_LIMIT = 5_000

export interface AppOptions extends BotOptions {
  log: Logger
}

/**
 * Puts the process `web` together: what is plugged in, in which order. Does not listen.
 *
 * @throws ConfigError when the environment is not right
 */
export async function createApp({ log, ...options }: AppOptions): Promise<FastifyInstance> {
  const app = Fastify({
    loggerInstance: log as FastifyBaseLogger,
    logController: new RefusalLog(),
    childLoggerFactory: (logger) => logger, // a logger for each request costs time, and few requests log
    clientErrorHandler: createClientErrorHandler(log as FastifyBaseLogger),
    frameworkErrors: refuseAddress,
    return503OnClosing: false, // admission does it
    schemaController: { compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas } },
    genReqId: ({ headers }) => requestIdOf(headers['x-request-id']),
    trustProxy: (_address: string, hop: number) => hop === 0, // Heroku's router, and no one before it
    pluginTimeout: DRAIN_LIMIT + 5_000, // for closing, too
    bodyLimit: 1024 * 1024,
    keepAliveTimeout: 95_000, // longer than the 90 s for which Heroku's router keeps a connection
    requestTimeout: REQUEST_LIMIT,
    http: { headersTimeout: REQUEST_LIMIT, requestTimeout: REQUEST_LIMIT, connectionsCheckingInterval: 1_000 }
  })

  // Not imported: an import of node:http loads all that it can export, a WebSocket too, and the start takes a tenth longer.
  const { METHODS } = process.getBuiltinModule('node:http')
  // A webhook's address says what it is for, whatever it is asked.
  for (const method of METHODS) if (!app.supportedMethods.includes(method)) app.addHttpMethod(method)

  await app.register(admission, { refuses: () => app.inbox.refuses() }) // first: it refuses requests while the bot closes
  await app.register(bot, options)
  app.register(echobot, {
    prefix: '/echobot/callback',
    channelSecret: app.config.LINE_CHANNEL_SECRET,
    inbox: app.inbox,
    journal: app.journal
  })
  app.register(site, {
    callbackPath: '/echobot/callback/',
    channel: createChannel({ baseUrl: app.config.LINE_API_BASE_URL, accessToken: app.accessToken }),
    journal: app.journal.read
  })

  // The events in hand are finished. Until then the server listens, and refuses every new request.
  app.addHook('preClose', async () => {
    setTimeout(() => app.server.closeAllConnections(), LAST_ANSWERS).unref()
  })
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
