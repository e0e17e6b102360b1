import { once } from 'node:events'
import { resolve } from 'node:path'
import type { webhook } from '@line/bot-sdk'
import type { FastifyInstance } from 'fastify'
import {
  type ApiExchange,
  createEvent,
  createSimulator,
  type DeliverySpec,
  type EventSpec,
  type Fault,
  type Sent,
  type SimulatorOptions
} from 'line-platform-simulator'
import type { Test } from 'tap'
import { freePort } from '../simulator/test/support/free-port.ts'
import { matches } from '../simulator/test/support/matches.ts'
import { spawnBound } from '../simulator/test/support/spawn-bound.ts'
import { HANG_LIMIT_MS, until } from '../simulator/test/support/until.ts'
import type { Result } from '../src/inbox/outcome.ts'
import type { Inbox } from '../src/inbox/types.ts'
import { createLogger } from '../src/log/logger.ts'
import { sign } from '../src/webhook/signature.ts'
import { createPlainApp, type ProcessOptions } from './plain-bot/handlers.ts'

export { freePort, HANG_LIMIT_MS, matches, until }

export const SECRET = '8c570fa6dd201bb328f1c1eac23a96d8'
export const CALLBACK = '/echobot/callback/'

export type LogRecord = Record<string, unknown> & { msg: string; level: string }

/** An event that can be replied to. */
export type ReplyEvent = webhook.Event & { replyToken: string }

/** A webhook event as LINE sends it. `override` lays properties over it; null takes one away. */
export const event = (spec: EventSpec) => createEvent(spec) as ReplyEvent
export const textEvent = (text: string, override = {}) => event({ type: 'text', text, override })
export const callback = (...events: unknown[]) => ({ destination: `U${'0'.repeat(32)}`, events })
export const redelivered = <E extends object>(original: E): E => ({
  ...original,
  deliveryContext: { isRedelivery: true }
})

const TOKEN = '/oauth2/v3/token'
const REPLY = '/v2/bot/message/reply'
export type Line = Awaited<ReturnType<typeof startLine>>

/** A LINE Platform, listening on a free port or the given one; what a test of the bot asks it on top. */
export async function startLine(t: Test, options: SimulatorOptions = {}, port = 0) {
  const line = await createSimulator({
    channelSecret: SECRET,
    channelAccessToken: 'access-token',
    keepExchanges: 100_000,
    replyTimeoutMs: 0,
    webhookTimeoutMs: 60_000, // this machine may be slow
    port,
    ...options
  })
  t.teardown(() => line.close())

  const apiCalls = (path: string): ApiExchange[] =>
    line.exchanges
      .list()
      .filter((exchange) => exchange.kind === 'api')
      .filter((exchange) => exchange.path === path)

  /** The calls of the reply API, all or those for one event. */
  function calls(event?: webhook.Event): ApiExchange[] {
    const { replyToken } = (event ?? {}) as { replyToken?: string }
    return apiCalls(REPLY).filter(({ request }) => !event || JSON.parse(request).replyToken === replyToken)
  }

  const accepted = (event?: webhook.Event) => calls(event).filter(({ messages }) => messages !== undefined)

  return Object.assign(line as Omit<typeof line, 'say'>, {
    /** The requests for a channel access token. */
    tokenCalls: () => apiCalls(TOKEN),
    calls,
    accepted,
    /** The ids of the events that a reply was accepted for, once for each reply. */
    repliedTo: () => accepted().map(({ webhookEventId }) => webhookEventId),
    /** The webhooks that brought an event. */
    webhooksOf: ({ webhookEventId }: webhook.Event) =>
      line.webhooks().filter(({ webhookEventIds }) => webhookEventIds.includes(webhookEventId)),
    /** A user says something; resolves when the bot has answered the webhook. */
    say: (text: string, spec: Partial<EventSpec> = {}, manner: DeliverySpec = {}): Promise<Sent> =>
      line.send({ type: 'text', text, ...spec }, manner),
    /** Makes the reply API misbehave for one event, call by call. */
    misbehave: (event: webhook.Event, ...faults: Omit<Fault, 'times' | 'replyToken'>[]) =>
      line.faults.add(
        ...faults.map((fault) => ({
          ...fault,
          times: 1,
          replyToken: (event as { replyToken?: string }).replyToken
        }))
      )
  })
}

/** The bot in this process, listening on a free port, with its log in memory; the webhooks of `line` go to it. */
export async function startBot(
  t: Test,
  line: Line,
  environment: Record<string, string> = {},
  createBot: (options: ProcessOptions) => Promise<FastifyInstance> = createPlainApp
) {
  const { log, records } = await captureLog()
  const app = await createBot({
    environment: { ...environmentFor(line), ...environment },
    log,
    maxEventLoopDelayMs: HANG_LIMIT_MS // the tests block it, and other programs this machine
  })
  t.teardown(() => app.close())
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  line.settings.webhookUrl = `${url}${CALLBACK}`
  return { app, url, log: records, deliver: delivererTo(url), eventLog: eventLogOf(records) }
}

/** The bot, and a LINE Platform of its own. */
export async function startLineAndBot(
  t: Test,
  environment?: Record<string, string>,
  createBot?: Parameters<typeof startBot>[3]
) {
  const line = await startLine(t)
  return { line, ...(await startBot(t, line, environment, createBot)) }
}

/** What the bot has instead of a long-lived token: a channel id, with which it issues its own. */
export const issuing = ({ settings }: Line) => ({
  LINE_CHANNEL_ID: settings.channelId,
  LINE_CHANNEL_ACCESS_TOKEN: ''
})

/** The environment of a bot whose LINE is this one. */
export const environmentFor = ({ settings, url }: Line) => ({
  LINE_CHANNEL_SECRET: settings.channelSecret,
  LINE_CHANNEL_ACCESS_TOKEN: settings.channelAccessToken,
  LINE_API_BASE_URL: url
})

/** The program that runs the bot of a file, which is its argument. */
export const RUN_BOT = 'scripts/playground/run-bot.ts'

interface SpawnOptions {
  /** which program; by default `src/web.ts` with the handlers of the tests */
  file?: string
  port?: number
  waitForHealth?: boolean
  cwd?: string
  nodeOptions?: string[]
  args?: string[]
  /** how many file descriptors the process may have, as `ulimit -n` sets it */
  descriptors?: number
}

/** The bot as its own process, in production; the webhooks of `line` go to it. */
export async function spawnBot(
  t: Test,
  line: Line,
  environment: Record<string, string | undefined> = {},
  { file = 'test/plain-bot/web.ts', port, waitForHealth = true, ...options }: SpawnOptions = {}
) {
  port ??= await freePort()
  const bot = spawnProcess(t, line, file, { PORT: String(port), ...environment }, options)
  const url = `http://127.0.0.1:${port}`
  line.settings.webhookUrl = `${url}${CALLBACK}`
  if (waitForHealth) {
    await bot.says('listening')
    await until(async () => (await fetch(`${url}/health`)).status === 200)
  }
  return { ...bot, url, port, deliver: delivererTo(url) }
}

/** The process `worker`, consuming events from Redis. */
export async function spawnWorker(t: Test, line: Line, environment: Record<string, string | undefined>) {
  const worker = spawnProcess(t, line, 'test/plain-bot/worker.ts', environment)
  await worker.says('consuming events')
  return worker
}

/** A program of the bot as its own process, in production, wired to `line`. */
export function spawnProcess(
  t: Test,
  line: Line,
  file: string,
  environment: Record<string, string | undefined> = {},
  {
    cwd,
    nodeOptions = [],
    args = [],
    descriptors
  }: Omit<SpawnOptions, 'file' | 'port' | 'waitForHealth'> = {}
) {
  const limit = descriptors ? `ulimit -n ${descriptors}; ` : ''
  const command = [process.execPath, ...nodeOptions, resolve(file), ...args]
  const child = spawnBound('sh', ['-c', `${limit}exec "$0" "$@"`, ...command], {
    ...(cwd && { cwd }),
    env: {
      ...process.env,
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      ...environmentFor(line),
      ...environment
    }
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
  const exited = once(child, 'close') as Promise<[code: number | null, signal: string | null]>
  t.teardown(async () => {
    child.kill('SIGKILL')
    await exited
  })
  return {
    child,
    exited,
    output: () => output,
    /** Waits until the words are in the output. */
    async says(words: string) {
      await until(() => output.includes(words) || child.exitCode !== null)
      if (!output.includes(words)) throw new Error(`the process ended without ${words}:\n${output}`)
    },
    log: () =>
      output
        .trim()
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as LogRecord)
  }
}

export interface DeliverOptions {
  /** the signature header; null for none; by default LINE's */
  signature?: string | null
  secret?: string
  path?: string
  method?: string
  headers?: Record<string, string>
}

/** Sends webhooks as LINE does: signed over the exact bytes. */
export function delivererTo(url: string) {
  return async function deliver(body: unknown, options: DeliverOptions = {}) {
    const { secret = SECRET, path = CALLBACK, method = 'POST', headers = {} } = options
    const bytes =
      typeof body === 'string' || body instanceof Uint8Array
        ? body
        : JSON.stringify(callback(...[body].flat()))
    const signature = options.signature === undefined ? sign(bytes, secret) : options.signature
    const started = performance.now()
    const response = await fetch(new URL(path, url), {
      method,
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'user-agent': 'LineBotWebhook/2.0',
        ...(signature !== null && { 'x-line-signature': signature }),
        ...headers
      },
      ...(method !== 'GET' && { body: bytes as string })
    })
    const text = await response.text()
    return { status: response.status, headers: response.headers, text, ms: performance.now() - started }
  }
}

export async function captureLog() {
  const records: LogRecord[] = []
  const log = createLogger({ write: (line) => void records.push(JSON.parse(line)) })
  return { log, records }
}

/** The log's line of an event, once it is there. */
export function eventLogOf(records: LogRecord[]) {
  return async function eventLog(
    { webhookEventId }: { webhookEventId: string },
    outcome?: string
  ): Promise<LogRecord> {
    const find = () =>
      records.find(
        (record) => record.webhookEventId === webhookEventId && (!outcome || record.outcome === outcome)
      )
    await until(() => find() !== undefined)
    return find() as LogRecord
  }
}

/** A user of `line` writes, and LINE sends it to the bot, or to the one at the address. */
export const senderOf = (line: Line) => ({
  textEvent: (text: string, override = {}) => line.create({ type: 'text', text, override })[0] as ReplyEvent,
  deliver: (events: webhook.Event | webhook.Event[], url?: string) =>
    line.deliver([events].flat(), { ...(url && { url: `${url}${CALLBACK}` }) })
})

/** The results of a delivery that an inbox accepted. */
export function accepted(received: ReturnType<Inbox['receive']>): Promise<Result>[] {
  if ('unavailable' in received) throw new Error(received.unavailable)
  return received
}
