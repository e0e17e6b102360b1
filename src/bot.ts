import type { FastifyBaseLogger } from 'fastify'
import { channelSecretsOf, credentialsOf } from './config/config.ts'
import type { Config } from './config/schema.ts'
import { inGroups } from './handlers/in-groups.ts'
import { slowOptionsOf } from './handlers/slow.ts'
import type { CreateHandlers, Handlers } from './handlers/types.ts'
import { validateHandlers } from './handlers/validate.ts'
import { withLoadingAnimation } from './handlers/with-loading-animation.ts'
import { createEventLog } from './inbox/event-log.ts'
import { createChatInOrder } from './inbox/in-order.ts'
import { createMemoryInbox } from './inbox/memory.ts'
import { createProcessEvent } from './inbox/process-event.ts'
import { createRecentActivity } from './inbox/recent-activity.ts'
import type { Inbox, InboxOptions } from './inbox/types.ts'
import { answerOf, createLine, LineError, loadSdk } from './line/line.ts'
import { createContentReader } from './media/content.ts'
import { createFetchExternal } from './media/external.ts'
import { createFiles, type FileStore } from './media/files.ts'
import { createMemoryFiles } from './media/memory-files.ts'
import { measureHandlers } from './metrics/measure-handlers.ts'
import type { Metrics } from './metrics/metrics.ts'

/** Heroku kills a process 30 s after SIGTERM: 20 s are for its events, the rest for closing connections and the log. */
export const DRAIN_TIMEOUT_MS = 20_000

export interface BotOptions {
  /** the name of this process in metrics: `web` or `worker` */
  name: string
  config: Config
  log: FastifyBaseLogger
  createHandlers: CreateHandlers
}

/** Creates the bot of one process: an inbox whose events are handled and replied to through LINE. */
export async function createBot({ name, config, log, createHandlers }: BotOptions) {
  const metrics = await createMetricsIfWanted(config, name)
  const line = createLine({
    baseUrl: config.LINE_API_BASE_URL,
    credentials: credentialsOf(config),
    reportAttempt: metrics?.replyAttempted,
    log
  })
  const activity = createRecentActivity()
  const eventLog = createEventLog(log)
  const handlers = await handlersFor(config, log, createHandlers, metrics)
  const readContent = createContentReader({ getContent: line.content, fetchExternal: createFetchExternal() })
  const files = createFiles({
    store: await createFileStore(config, log),
    secrets: channelSecretsOf(config),
    askWebhookUrl: async () => (await line.channel.webhook())?.endpoint
  })
  const inbox = await createInbox(config, log, line, {
    processEvent: createProcessEvent({
      handlers,
      replies: line.replies,
      context: { log, line: line.sdk, serve: files.serve, readContent }
    }),
    chatInOrder: createChatInOrder(handlers),
    reportOutcome(event, result, delivery) {
      activity.eventEnded(result)
      metrics?.eventEnded(event, result)
      eventLog.write(event, result, delivery)
    }
  })

  const { outage, channel } = line
  metrics?.readFrom({ outage, askQuota: channel.pushQuota, askStats: inbox.stats })
  let stopMetrics = async () => {}

  /** Serves the metrics on a separate port, if METRICS_PORT is set. */
  async function serveMetrics(): Promise<void> {
    const { METRICS_PORT: port, HOST: host } = config
    if (!metrics || port === undefined) return
    const { serveMetrics } = await import('./metrics/serve-metrics.ts')
    stopMetrics = await serveMetrics({ metrics, host, port, unavailableReason: inbox.unavailableReason })
  }

  /** Finishes the events in flight within `DRAIN_TIMEOUT_MS`, and closes all connections. */
  async function close(): Promise<void> {
    const left = await inbox.drain(DRAIN_TIMEOUT_MS)
    if (left > 0)
      log.warn(
        { left },
        'shut down with events still in flight: LINE redelivers them, or another process takes them from Redis'
      )
    await inbox.close()
    files.close()
    await line.close()
    eventLog.flush()
    await stopMetrics()
  }

  return { inbox, line, files, activity, metrics, serveMetrics, close }
}

/** The parts of the bot that every process has, with or without HTTP. */
export type Bot = Awaited<ReturnType<typeof createBot>>

/** Creates the author's handlers and wraps them according to the environment. */
async function handlersFor(
  { DEFAULT_REPLY_TEXT, GROUP_REPLIES, LOADING_ANIMATION, REDIS_URL }: Config,
  log: FastifyBaseLogger,
  createHandlers: CreateHandlers,
  metrics: Metrics | undefined
): Promise<Handlers> {
  const own = await createHandlers({ defaultReplyText: DEFAULT_REPLY_TEXT })
  for (const problem of validateHandlers(own)) log.warn(problem)
  if (!REDIS_URL && Object.values(own).some((handler) => slowOptionsOf(handler)?.patienceMs))
    log.info(
      'a handler is slow and REDIS_URL is not set: if the process is killed, unanswered questions are lost'
    )
  if (LOADING_ANIMATION || mayCallLine(own)) await loadSdk()
  const handlers = metrics ? measureHandlers(own, metrics.handlerEnded) : own
  return inGroups(GROUP_REPLIES, LOADING_ANIMATION ? withLoadingAnimation(handlers) : handlers)
}

/** Whether a handler has a second parameter, which is how it gets `line`. */
const mayCallLine = (handlers: Handlers) =>
  Object.values(handlers).some((handler) => Number(handler?.length) > 1)

async function createMetricsIfWanted({ METRICS_PORT }: Config, name: string): Promise<Metrics | undefined> {
  if (METRICS_PORT === undefined) return undefined
  const { createMetrics } = await import('./metrics/metrics.ts') // loaded lazily, like the modules below
  return createMetrics(name)
}

async function createFileStore(config: Config, log: FastifyBaseLogger): Promise<FileStore> {
  if (!config.REDIS_URL) return createMemoryFiles()
  const { createRedisFiles } = await import('./media/redis-files.ts')
  return createRedisFiles({ ...redisOptions(config, config.REDIS_URL), log })
}

async function createInbox(
  config: Config,
  log: FastifyBaseLogger,
  { channel, outage }: Pick<ReturnType<typeof createLine>, 'channel' | 'outage'>,
  options: InboxOptions
): Promise<Inbox> {
  if (!config.REDIS_URL) return createMemoryInbox(options)
  const { createRedisInbox } = await import('./inbox/redis/inbox.ts') // loaded lazily: adds 300 ms to startup
  return createRedisInbox({
    ...options,
    outage,
    askBotId: async () => {
      const answer = await answerOf(channel.bot())
      return answer instanceof LineError ? undefined : answer.profile.userId
    },
    ...redisOptions(config, config.REDIS_URL),
    concurrency: config.WORKER_CONCURRENCY,
    eventsPerSecond: config.EVENTS_PER_SECOND,
    log
  })
}

const redisOptions = ({ REDIS_TLS_REJECT_UNAUTHORIZED }: Config, url: string) => ({
  url,
  rejectUnauthorized: REDIS_TLS_REJECT_UNAUTHORIZED
})
