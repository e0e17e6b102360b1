import { METHODS } from 'node:http'
import Fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import { admission } from './admission.ts'
import { config } from './config.ts'
import { createHandleEvent } from './echobot/handle-event.ts'
import { createHandlers } from './echobot/handlers.ts'
import echobot from './echobot/index.ts'
import { createReportEvent } from './echobot/report-event.ts'
import { createMemoryInbox } from './inbox/memory.ts'
import { createLineClient } from './line/client.ts'
import { createClientErrorHandler, RefusalLog, refuseAddress } from './refusal-log.ts'

/** Heroku kills a process 30 seconds after SIGTERM, so its events have a little less. */
const DRAIN_LIMIT = 20_000
/** Who has not got an answer so long after that never will: a connection that idles, a request that does not end. */
const LAST_ANSWERS = 2_000
/** LINE gives a webhook 2 seconds: a sender that is not done after 5 is none of LINE’s. */
const REQUEST_LIMIT = 5_000

export interface AppOptions {
  /** usually `process.env` */
  environment: NodeJS.ProcessEnv
  log: Logger
}

/**
 * Puts the bot together: what is plugged in, in which order. Does not listen.
 *
 * @throws ConfigError when the environment is not right
 */
export async function createApp({ environment, log }: AppOptions): Promise<FastifyInstance> {
  const app = Fastify({
    loggerInstance: log as FastifyBaseLogger,
    logController: new RefusalLog(),
    clientErrorHandler: createClientErrorHandler(log as FastifyBaseLogger),
    frameworkErrors: refuseAddress,
    return503OnClosing: false, // admission does it
    genReqId: ({ headers }) => requestIdOf(headers['x-request-id']),
    trustProxy: (_address: string, hop: number) => hop === 0, // Heroku's router, and no one before it
    pluginTimeout: DRAIN_LIMIT + 5_000, // for closing, too
    bodyLimit: 1024 * 1024,
    keepAliveTimeout: 95_000, // longer than the 90 s for which Heroku's router keeps a connection
    requestTimeout: REQUEST_LIMIT,
    http: { headersTimeout: REQUEST_LIMIT, requestTimeout: REQUEST_LIMIT, connectionsCheckingInterval: 1_000 }
  })

  // A webhook's address says what it is for, whatever it is asked.
  for (const method of METHODS) if (!app.supportedMethods.includes(method)) app.addHttpMethod(method)

  await app.register(config, { environment })
  log.level = app.log.level = app.config.LOG_LEVEL

  const line = createLineClient({
    baseUrl: app.config.LINE_API_BASE_URL,
    channelAccessToken: app.config.LINE_CHANNEL_ACCESS_TOKEN
  })
  const handlers = createHandlers({ defaultReplyText: app.config.DEFAULT_REPLY_TEXT })
  const inbox = createMemoryInbox({
    handle: createHandleEvent({ handlers, line }),
    report: createReportEvent(app.log)
  })

  await app.register(admission, { hasRoom: inbox.hasRoom })
  app.register(echobot, {
    prefix: '/echobot/callback',
    channelSecret: app.config.LINE_CHANNEL_SECRET,
    inbox
  })

  // While this hook runs, the server still listens, and refuses every new request: LINE delivers it again.
  app.addHook('preClose', async () => {
    await inbox.drain(DRAIN_LIMIT)
    setTimeout(() => app.server.closeAllConnections(), LAST_ANSWERS).unref()
  })
  app.addHook('onClose', async () => {
    const left = await inbox.drain(0)
    if (left > 0) log.warn({ left }, 'stopped with events in hand: LINE was told to deliver them again')
    await line.close()
  })
  return app
}

let requests = 0
/** Heroku's router names each request; elsewhere they are counted. */
const requestIdOf = (header: unknown) =>
  typeof header === 'string' && /^[\w-]{8,200}$/.test(header) ? header : `req-${++requests}`
