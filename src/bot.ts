import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { type Config, config } from './config.ts'
import { createHandlers as createOwnHandlers } from './handlers/handlers.ts'
import type { CreateHandlers } from './handlers/types.ts'
import { createReportEvent } from './inbox/event-log.ts'
import { createJournal, type JournalKeeper } from './inbox/last-activity.ts'
import { createLoadingAnimation } from './inbox/loading-animation.ts'
import { createMemoryInbox } from './inbox/memory.ts'
import { createHandleEvent } from './inbox/process-event.ts'
import type { Inbox, InboxOptions } from './inbox/types.ts'
import { type AccessToken, createFixedToken, createStatelessToken, type Log } from './line/access-token.ts'
import { createLineClient } from './line/reply-client.ts'
import { createSdk } from './line/sdk.ts'

/** Heroku kills a process 30 seconds after SIGTERM, so its events have a little less. In milliseconds. */
export const DRAIN_LIMIT = 20_000

/** How long a handler that calls LINE waits for an access token, where the bot issues its own. In milliseconds. */
const TOKEN_WITHIN = 5_000

declare module 'fastify' {
  interface FastifyInstance {
    accessToken: AccessToken
    inbox: Inbox
    journal: JournalKeeper
  }
}

export interface BotOptions {
  /** usually `process.env` */
  environment: NodeJS.ProcessEnv
  /** what the bot does; by default what `src/handlers/handlers.ts` says */
  createHandlers?: CreateHandlers | undefined
}

/**
 * What every process of the bot has: the environment as `app.config`, as `app.inbox` the events, with the
 * handlers they go to and the client that replies, as `app.accessToken` what authorizes it, and as `app.journal`
 * what happened last. On closing, the events in hand are finished first.
 *
 * @throws ConfigError when the environment is not right
 */
export const bot = fp<BotOptions>(async (app, { environment, createHandlers = createOwnHandlers }) => {
  await app.register(config, { environment })
  app.log.level = app.config.LOG_LEVEL

  const accessToken = accessTokenOf(app.config, app.log)
  const line = createLineClient({ baseUrl: app.config.LINE_API_BASE_URL, accessToken })
  const handlers = createHandlers({ defaultReplyText: app.config.DEFAULT_REPLY_TEXT })
  const context = {
    log: app.log,
    line: createSdk({
      baseUrl: app.config.LINE_API_BASE_URL,
      accessToken: async () => (await accessToken.get(Date.now() + TOKEN_WITHIN)).value
    })
  }
  const journal = createJournal()
  const inbox = await createInbox(app, {
    handle: createHandleEvent({
      handlers,
      line,
      context,
      groupReplies: app.config.GROUP_REPLIES,
      loadingAnimation: app.config.LOADING_ANIMATION ? createLoadingAnimation(context) : undefined
    }),
    report: createReportEvent(app.log, journal)
  })
  app.decorate('accessToken', accessToken)
  if (app.config.LOADING_ANIMATION) await import('@line/bot-sdk') // it takes 180 ms, and no event should
  app.decorate('journal', journal)
  app.decorate('inbox', inbox)

  // Nobody waits for the first token; it is there when the first reply needs it, in LINE's two seconds.
  app.addHook('onReady', async () => accessToken.prepare())
  app.addHook('preClose', async () => {
    await inbox.drain(DRAIN_LIMIT)
  })
  app.addHook('onClose', async () => {
    const left = await inbox.drain(0)
    if (left > 0) app.log.warn({ left }, 'stopped with events in hand: they come again')
    await inbox.close()
    await line.close()
    await accessToken.close()
  })
})

/** The long-lived token if there is one; else what issues tokens for the channel. */
export function accessTokenOf(config: Config, log: Log): AccessToken {
  if (config.LINE_CHANNEL_ACCESS_TOKEN !== undefined)
    return createFixedToken(config.LINE_CHANNEL_ACCESS_TOKEN)
  return createStatelessToken({
    baseUrl: config.LINE_API_BASE_URL,
    channelId: config.LINE_CHANNEL_ID as string, // the schema requires one of the two
    channelSecret: config.LINE_CHANNEL_SECRET,
    log
  })
}

async function createInbox({ config, log }: FastifyInstance, options: InboxOptions): Promise<Inbox> {
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
