import { setTimeout as sleep } from 'node:timers/promises'
import type { messagingApi, webhook } from '@line/bot-sdk'
import type { EventSpec } from 'line-platform-simulator'
import type { Test } from 'tap'
import { createApp } from '../src/app.ts'
import { type SlowOptions, slow } from '../src/handlers/slow.ts'
import type { Handler, Handlers } from '../src/handlers/types.ts'
import { type Line, type LogRecord, type ReplyEvent, senderOf, startBot, startLine } from './helper.ts'

type Call = { text: string; signal: AbortSignal }

/**
 * The slow handler of the tests. It does what it is told: `answer 2000` answers after so many milliseconds; `throw 2000`,
 * `nothing 2000`, `empty 2000`, `six 2000` and `huge 2000` end otherwise. It ignores its signal.
 */
export function slowHandler() {
  const calls: Call[] = []
  const handler: Handler<'message.text'> = async ({ message: { text } }, { signal }) => {
    calls.push({ text, signal })
    const [, how, ms] = text.match(/(\w+) (\d+)$/) ?? [] // behind a mention, perhaps
    await sleep(Number(ms), undefined, { ref: false })
    const message = (text: string): messagingApi.TextMessage => ({ type: 'text', text })
    switch (how) {
      case 'throw':
        throw new Error('the model is down')
      case 'nothing':
        return
      case 'empty':
        return [message('')]
      case 'six':
        return Array.from('123456', message)
      case 'huge':
        return [message('x'.repeat(300_000))]
      default:
        return [message(`the answer to ${text}`)]
    }
  }
  return { handler, calls }
}

/** A bot whose texts have a slow handler, and what it is told of LINE. */
export async function startSlowBot(
  t: Test,
  options: SlowOptions = {},
  { others = {}, ...environment }: Record<string, string> & { others?: Handlers } = {} as never,
  line?: Line
) {
  line ??= await startLine(t)
  const { handler, calls } = slowHandler()
  const createHandlers = (): Handlers => ({ 'message.text': slow(handler, options), ...others })
  const bot = await startBot(t, line, { LOG_LEVEL: 'debug', ...environment }, (app) =>
    createApp({ ...app, createHandlers })
  )
  return { ...bot, calls, ...userOf(line), ...senderOf(line), line }
}

/** A user who asks, and taps the buttons of the replies. */
export function userOf(line: Line) {
  const repliesTo = (event: webhook.Event) =>
    line.accepted(event).flatMap(({ messages = [] }) => messages as { type: string; text?: string }[])
  const cardsFor = (event: webhook.Event) =>
    repliesTo(event).filter((one) => one.type === 'template') as unknown as messagingApi.TemplateMessage[]
  const dataOf = (event: webhook.Event) =>
    (cardsFor(event)[0] as { template?: { actions?: { data?: string }[] } } | undefined)?.template
      ?.actions?.[0]?.data ?? ''
  return {
    repliesTo,
    cardsFor,
    dataOf,
    textsTo: (event: webhook.Event) => repliesTo(event).map(({ text, type }) => text ?? type),
    ask: (text: string, spec: Partial<EventSpec> = {}) =>
      line.create({ type: 'text', text, ...spec })[0] as ReplyEvent,
    tapOn: (question: webhook.Event, spec: Partial<EventSpec> = {}) =>
      line.create({ type: 'postback', data: dataOf(question), ...spec })[0] as ReplyEvent
  }
}

/** The lines that tell what became of answers. */
export const answersIn = (log: LogRecord[]) => log.filter(({ answer }) => answer !== undefined)
