import fc from 'fast-check'
import t, { type Test } from 'tap'
import { createApp } from '../../src/app.ts'
import { oneAtATime } from '../../src/handlers/one-at-a-time.ts'
import { slow } from '../../src/handlers/slow.ts'
import type { CreateHandlers } from '../../src/handlers/types.ts'
import { identify } from '../../src/inbox/identify.ts'
import { anyText } from '../any-text.ts'
import { callback, event, matches, startBot, startLine, until } from '../helper.ts'
import { startRedis, withoutRedis } from '../redis.ts'

/** What stands for a JSON text that no JavaScript value has. */
const HUGE = '⟨huge⟩'

/** Values that code stumbles over. */
const odd = fc.constantFrom<unknown>(
  null,
  [],
  {},
  '',
  -0,
  HUGE,
  '\u0000',
  '\ud800 and \udc00 alone',
  'x'.repeat(20_000),
  { valueOf: 1, toString: null },
  { toString: 1, toJSON: 'no function' },
  JSON.parse('{"__proto__": {"type": "message"}, "constructor": null, "hasOwnProperty": 1}'),
  JSON.parse(`${'['.repeat(2_000)}${']'.repeat(2_000)}`),
  JSON.parse(`${'{"a":'.repeat(2_000)}1${'}'.repeat(2_000)}`),
  Array.from({ length: 3_000 }, (_, i) => i),
  { length: 1e9 }
)
const anyValue = fc.oneof(odd, fc.jsonValue(), anyText())

const template = fc.constantFrom<() => object>(
  () => event({ type: 'text', text: 'Hi (hello) @bot' }),
  () => event({ type: 'text', text: '(hello)', emojis: [{ index: 0, length: 7 }] } as never),
  () => event({ type: 'sticker' }),
  () => event({ type: 'follow' }),
  () => event({ type: 'postback' }),
  () => event({ type: 'unsend' }),
  () => event({ type: 'text', text: 'in a group', source: 'group' })
)

type Place = (string | number)[]

function placesIn(value: unknown, place: Place = []): Place[] {
  if (typeof value !== 'object' || value === null) return [place]
  return [place, ...Object.entries(value).flatMap(([key, inner]) => placesIn(inner, [...place, key]))]
}

function withValueAt(event: object, [...place]: Place, value: unknown): object {
  const last = place.pop()
  if (last === undefined) return typeof value === 'object' && value && !Array.isArray(value) ? value : {}
  let parent = event as Record<string | number, unknown>
  for (const key of place) parent = parent[key] as typeof parent
  parent[last] = value
  return event
}

/** An event as LINE sends it, but for any value in any one of its places. */
const anyEvent = fc.tuple(template, fc.nat(), anyValue).map(([create, n, value]) => {
  const event = create()
  const places = placesIn(event)
  return withValueAt(event, places[n % places.length] as Place, value)
})

const textOf = (events: object[]) => JSON.stringify(callback(...events)).replaceAll(`"${HUGE}"`, '1e400')

/** An error that cannot be read. */
function unreadable(): Error {
  const refuse = () => {
    throw new Error('not to be read')
  }
  return Object.defineProperties(new Error(), { message: { get: refuse }, stack: { get: refuse } })
}

const untouchable: ProxyHandler<object> = {
  get() {
    throw new Error('not to be touched')
  },
  getPrototypeOf() {
    throw new Error('not to be touched')
  }
}

async function assertTakesAnyEvent(
  t: Test,
  environment: Record<string, string> = {},
  createBot?: Parameters<typeof startBot>[3]
) {
  const line = await startLine(t)
  const { app, deliver, log } = await startBot(t, line, environment, createBot)
  await until(async () => (await app.inject('/health')).statusCode === 200)

  await fc.assert(
    fc.asyncProperty(fc.array(anyEvent, { minLength: 1, maxLength: 3 }), async (events) => {
      const { status } = await deliver(textOf(events))
      if (![200, 400, 503].includes(status)) throw new Error(`answered ${status}`)
    }),
    { numRuns: 300, interruptAfterTimeLimit: 60_000 }
  )

  t.equal(await app.bot.inbox.drain(10_000), 0, 'nothing is in flight afterwards')
  const bugs = log.filter(({ reason, level }) => reason === 'internal' || level === 'fatal')
  t.same(bugs, [], 'and none met a bug')
  return { log }
}

t.test('a text message without a text is of no kind, so that no handler for text gets it', async (t) => {
  const kinds = [undefined, null, 7, ['hi'], 'hi'].map(
    (text) => identify({ type: 'message', message: { type: 'text', text } } as never).kind
  )
  t.same(kinds, ['unknown', 'unknown', 'unknown', 'unknown', 'message.text'])
})

t.test('any JSON value in any place of an event, in memory: 200, 400 or 503', async (t) => {
  await assertTakesAnyEvent(t)
})

t.test('any JSON value in any place of an event, where handlers are slow, and one at a time', async (t) => {
  const handlers = oneAtATime({ default: slow(() => [{ type: 'text', text: 'hi' }], { patienceMs: 0 }) })
  await assertTakesAnyEvent(t, {}, (options) => createApp({ ...options, createHandlers: () => handlers }))
})

t.test(
  'any JSON value in any place of an event, through Redis: 200 or 503',
  { skip: withoutRedis },
  async (t) => {
    const { redis, url } = await startRedis(t)
    await assertTakesAnyEvent(t, { REDIS_URL: url })
    t.equal(await redis.llen('line-echobot:events:active'), 0, 'nor in Redis')
  }
)

for (const where of ['memory', 'Redis'] as const) {
  const skip = where === 'Redis' && withoutRedis
  t.test(`a timestamp that is no number is no bug, in ${where}`, { skip }, async (t) => {
    const line = await startLine(t)
    const environment: Record<string, string> =
      where === 'Redis' ? { REDIS_URL: (await startRedis(t)).url } : {}
    const { app, deliver, eventLog } = await startBot(t, line, environment)
    await until(async () => (await app.inject('/health')).statusCode === 200)
    const odd = event({ type: 'text', text: 'a', override: { timestamp: { valueOf: 1, toString: null } } })
    t.equal((await deliver([odd])).status, where === 'memory' ? 400 : 200)
    await eventLog(odd, 'rejected') // LINE does not know its reply token
    t.equal(await app.bot.inbox.drain(5_000), 0)
  })
}

for (const where of ['memory', 'Redis'] as const) {
  const skip = where === 'Redis' && withoutRedis
  t.test(`a handler may throw anything, and its event has ended, in ${where}`, { skip }, async (t) => {
    const thrown = [null, undefined, 'text', Object.create(null), unreadable(), new Proxy({}, untouchable)]
    const createHandlers: CreateHandlers = () => ({
      'message.text': ({ message }) => {
        throw thrown[Number(message.text)]
      }
    })
    const line = await startLine(t)
    const environment: Record<string, string> =
      where === 'Redis' ? { REDIS_URL: (await startRedis(t)).url } : {}
    const bot = await startBot(t, line, environment, ({ environment, log }) =>
      createApp({ environment, log, createHandlers })
    )
    await until(async () => (await bot.app.inject('/health')).statusCode === 200)
    for (const i of thrown.keys()) {
      const text = event({ type: 'text', text: `${i}` })
      t.equal((await bot.deliver([text])).status, where === 'memory' ? 503 : 200)
      matches(t, await bot.eventLog(text, where === 'memory' ? 'failed' : 'postponed'), { reason: 'handler' })
    }
    t.equal(await bot.app.bot.inbox.drain(5_000), 0)
  })
}
