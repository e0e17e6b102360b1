import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { webhook } from '@line/bot-sdk'
import type { FastifyBaseLogger } from 'fastify'
import { createBot } from '../../src/bot.ts'
import type { Config } from '../../src/config/schema.ts'
import { slow } from '../../src/handlers/slow.ts'
import type { CreateHandlers } from '../../src/handlers/types.ts'
import type { Result } from '../../src/inbox/outcome.ts'
import type { Inbox } from '../../src/inbox/types.ts'
import { createDeliver } from '../../src/webhook/delivery-status.ts'
import type { History } from './history.ts'
import type { AnsweredWebhook } from './invariants.ts'
import { network } from './network.ts'
import type { ApiCallbacks, EventAtLine, SimulatedLine } from './simulated-line.ts'
import type { Trace } from './trace.ts'

const ANSWER_WITHIN_MS = 1_400
/** Of slow handlers. */
const GIVE_UP_AFTER_MS = 120_000
export const KEEP_FOR_MS = 60_000

export interface ProcessOptions {
  /** from 0 */
  number: number
  history: Pick<History, 'events' | 'issuesTokens' | 'patienceMs'>
  /** what the environment says beside */
  environment?: Partial<Config>
  line: SimulatedLine
  trace: Trace
  answered: AnsweredWebhook[]
}

/** One life of the bot, from its start until it is killed or stopped. */
export async function startProcess({ number, history, environment, line, trace, answered }: ProcessOptions) {
  const killed = Promise.withResolvers<undefined>()
  let state: 'runs' | 'stops' | 'ended' = 'runs'
  let leftInFlight = 0
  let unsettled = 0
  const sockets = new Set<Socket>()
  const lives = () => state !== 'ended'

  /** A process that was killed sends no request, and hears of no response. */
  function send(path: string, body: string, callbacks: ApiCallbacks): void {
    if (!lives()) return
    line.request(path, body, number, {
      onSent: callbacks.onSent,
      onResponse: (status, response) => lives() && callbacks.onResponse(status, response),
      onBroken: (wasSent) => lives() && callbacks.onBroken(wasSent)
    })
  }

  /** The connections of a process that was killed are closed, and it opens no other one. */
  function onSocket(socket: Socket): void {
    if (!lives()) process.nextTick(() => socket.destroy()) // it is about to connect
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  }

  function log(details: LogDetails | string, message?: string): void {
    if (!lives()) return
    const { webhookEventId, outcome, left } = typeof details === 'string' ? {} : details
    if (outcome && webhookEventId) {
      trace.outcome({ process: number, webhookEventId, result: details as Result })
      return
    }
    trace.add('log', { process: number, message: message ?? details })
    leftInFlight = left ?? leftInFlight
  }
  const ways = { send, onSocket }
  const config = { ...configOf(history), ...environment }
  const bot = await network.run(ways, () =>
    createBot({ name: 'web', config, log: loggerOf(log), createHandlers: handlersOf(history, number, line) })
  )
  const inbox: Pick<Inbox, 'receive'> = { receive: (...delivery) => counted(bot.inbox.receive(...delivery)) }
  const deliver = createDeliver({ inbox, outage: bot.line.outage })
  trace.add('starts', { process: number })

  return {
    /** LINE delivers events. Resolves with the status, or with nothing when the process dies first. */
    async webhook(events: webhook.Event[]): Promise<number | undefined> {
      if (!lives()) return
      const receivedAt = Date.now()
      const isShed = state === 'stops'
      const status = await Promise.race([answerTo(events, receivedAt).catch(crashed), killed.promise])
      if (status === undefined || !lives()) return
      const webhookEventIds = events.map(({ webhookEventId }) => webhookEventId)
      answered.push({
        process: number,
        webhookEventIds,
        status,
        outcomesBefore: trace.outcomes.length,
        receivedAt,
        isShed,
        ms: Date.now() - receivedAt
      })
      return status
    },

    /** The process ends at once: nothing of what it would do is seen any more. */
    kill(): void {
      trace.add('killed', { process: number })
      state = 'ended'
      killed.resolve(undefined)
      for (const socket of sockets) socket.destroy()
      // Neither would end by itself: it would renew its token for ever, and connect to Redis again and again.
      void bot.line.close()
      void bot.inbox.close()
    },

    /** SIGTERM: finishes what is in flight. Resolves with the number of events that are left. */
    async stop(): Promise<number> {
      trace.add('stops', { process: number })
      state = 'stops'
      await bot.close()
      state = 'ended'
      trace.add('stopped', { process: number })
      return leftInFlight
    },

    unavailableReason: bot.inbox.unavailableReason,
    /** whether a webhook's events are on their way, perhaps behind its answer */
    isReceiving: () => unsettled > 0
  }

  /** Events are on their way until all have ended, perhaps behind the answer to their webhook. */
  function counted(received: ReturnType<Inbox['receive']>): ReturnType<Inbox['receive']> {
    if ('unavailable' in received) return received
    unsettled++
    void Promise.allSettled(received).then(() => unsettled--)
    return received
  }

  async function answerTo(events: webhook.Event[], receivedAt: number): Promise<number> {
    if (state === 'stops') return 503 // load shedding
    const bytes = 100 * events.length
    const delivery = { reqId: 'simulated', receivedAt, bytes }
    const { status } = await network.run(ways, () => deliver(events, delivery, ANSWER_WITHIN_MS))
    return status
  }
}

export type SimulatedProcess = Awaited<ReturnType<typeof startProcess>>

/** What Fastify answers when a route throws. */
const crashed = () => 500

/** What the environment would say. */
function configOf({ issuesTokens }: ProcessOptions['history']): Config {
  return {
    LINE_CHANNEL_SECRET: 'secret',
    ...(issuesTokens ? { LINE_CHANNEL_ID: '1' } : { LINE_CHANNEL_ACCESS_TOKEN: 'long-lived' }),
    LINE_API_BASE_URL: 'https://line.test',
    GROUP_REPLIES: 'all',
    LOADING_ANIMATION: false
  } as Config // the rest is not used without HTTP and Redis
}

/** The handlers that a history's events ask for. */
function handlersOf(history: ProcessOptions['history'], number: number, line: SimulatedLine): CreateHandlers {
  const options = {
    patienceMs: history.patienceMs ?? 20_000,
    giveUpAfterMs: GIVE_UP_AFTER_MS,
    keepForMs: KEEP_FOR_MS
  }
  return () => ({
    'message.sticker': slow(async ({ message }, { signal }) => {
      const event = line.events[Number(message.id)] as EventAtLine
      event.runs.push(number)
      await sleep(event.handlerMs, undefined, { signal })
      if (event.handler === 'asks-throws') throw new Error('the handler throws')
      return [{ type: 'text', text: `answer ${event.index}` }]
    }, options),
    'message.text': ({ message }) => {
      const { handler, handlerMs } = history.events[Number(message.text)] as History['events'][number]
      const reply = [{ type: 'text' as const, text: 'reply' }]
      switch (handler) {
        case 'silent':
          return undefined
        case 'throws':
          throw new Error('the handler throws')
        case 'slow':
          return new Promise((resolve) => setTimeout(resolve, handlerMs, reply))
        default:
          return reply
      }
    }
  })
}

interface LogDetails {
  outcome?: string
  webhookEventId?: string
  left?: number
}

const loggerOf = (write: (details: LogDetails | string, message?: string) => void) => {
  const logger = {
    level: 'debug', // every outcome has its line
    error: write,
    warn: write,
    info: write,
    debug: write,
    fatal: write,
    trace: write,
    child: () => logger
  }
  return logger as unknown as FastifyBaseLogger // what the bot uses of a logger
}
