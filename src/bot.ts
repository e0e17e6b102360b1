import type { FastifyBaseLogger } from 'fastify'
import { credentialsOf } from './config/config.ts'
import type { Config } from './config/schema.ts'
import { createHandlers as createOwnHandlers } from './handlers/handlers.ts'
import { mistakesIn } from './handlers/mistakes.ts'
import type { CreateHandlers } from './handlers/types.ts'
import { createEventLog } from './inbox/event-log.ts'
import { createLastActivity, type LastActivityRecorder } from './inbox/last-activity.ts'
import { createLoadingAnimation } from './inbox/loading-animation.ts'
import { createMemoryInbox } from './inbox/memory.ts'
import { createProcessEvent } from './inbox/process-event.ts'
import type { Inbox, InboxOptions } from './inbox/types.ts'
import { createAccessToken } from './line/access-token.ts'
import { routeFetchThroughProxy } from './line/dispatcher.ts'
import { createReplyClient } from './line/reply-client.ts'
import { createSdk } from './line/sdk.ts'
import type { AccessToken } from './line/types.ts'

/** Heroku kills a process 30 seconds after SIGTERM, so its events have a little less. */
export const DRAIN_TIMEOUT_MS = 20_000

/** How long a handler that calls LINE waits for an access token, where the bot issues its own. */
const TOKEN_TIMEOUT_MS = 5_000

export interface BotOptions {
  config: Config
  log: FastifyBaseLogger
  /** what the bot says; by default what `src/handlers/handlers.ts` says */
  createHandlers?: CreateHandlers | undefined
}

/** What every process of the bot has, with HTTP or without. */
export interface Bot {
  /** takes events, and has each processed once */
  inbox: Inbox
  /** authorizes the calls to LINE */
  accessToken: AccessToken
  /** what happened last in this process */
  activity: LastActivityRecorder
  /** Finishes the events in flight, within the drain timeout, and closes all connections. */
  close(): Promise<void>
}

/** Makes the bot of one process: an inbox, whose events go through the handlers to LINE. */
export async function createBot({
  config,
  log,
  createHandlers = createOwnHandlers
}: BotOptions): Promise<Bot> {
  const { LINE_API_BASE_URL: baseUrl } = config
  const accessToken = createAccessToken({ credentials: credentialsOf(config), baseUrl, log })
  const replyClient = createReplyClient({ baseUrl, accessToken, log })
  const context = {
    log,
    line: createSdk({ baseUrl, accessToken: () => accessToken.get(Date.now() + TOKEN_TIMEOUT_MS) })
  }
  routeFetchThroughProxy() // the SDK's, and that of handlers
  if (config.LOADING_ANIMATION) await import('@line/bot-sdk') // it takes 180 ms, which no event should wait for

  const handlers = createHandlers({ defaultReplyText: config.DEFAULT_REPLY_TEXT })
  for (const mistake of mistakesIn(handlers)) log.warn(mistake)

  const activity = createLastActivity()
  const logOutcome = createEventLog(log)
  const inbox = await createInbox(config, log, {
    processEvent: createProcessEvent({
      handlers,
      replyClient,
      context,
      groupReplies: config.GROUP_REPLIES,
      loadingAnimation: config.LOADING_ANIMATION ? createLoadingAnimation(context) : undefined
    }),
    reportOutcome(event, id, result, delivery) {
      activity.eventEnded(result)
      logOutcome(event, id, result, delivery)
    }
  })

  async function close(): Promise<void> {
    const left = await inbox.drain(DRAIN_TIMEOUT_MS)
    if (left > 0) log.warn({ left }, 'stopped with events in flight: they come again')
    await inbox.close()
    await replyClient.close()
    await accessToken.close()
  }

  accessToken.prepare() // nobody waits for the first token; it is there when the first reply needs it
  return { inbox, accessToken, activity, close }
}

async function createInbox(config: Config, log: FastifyBaseLogger, options: InboxOptions): Promise<Inbox> {
  if (!config.REDIS_URL) return createMemoryInbox(options)
  const { createRedisInbox } = await import('./inbox/redis/inbox.ts') // takes 300 ms that only its users pay
  return createRedisInbox({
    ...options,
    url: config.REDIS_URL,
    rejectUnauthorized: config.REDIS_TLS_REJECT_UNAUTHORIZED,
    concurrency: config.WORKER_CONCURRENCY,
    eventsPerSecond: config.EVENTS_PER_SECOND,
    log
  })
}
