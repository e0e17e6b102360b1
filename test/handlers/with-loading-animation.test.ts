import { setTimeout as sleep } from 'node:timers/promises'
import FakeTimers from '@sinonjs/fake-timers'
import t, { type Test } from 'tap'
import { createApp } from '../../src/app.ts'
import type { EventOf, HandlerContext, Handlers } from '../../src/handlers/types.ts'
import { withLoadingAnimation } from '../../src/handlers/with-loading-animation.ts'
import { event, matches, type ReplyEvent, startBot, startLine, until } from '../helper.ts'

const LOADING = '/v2/bot/chat/loading/start'

/** A bot whose handler takes until the test says so; a sticker's takes no time. */
async function start(t: Test, environment: Record<string, string> = {}) {
  const line = await startLine(t)
  const work = Promise.withResolvers<void>()
  const handlers: Handlers = {
    'message.sticker': async () => [{ type: 'text', text: 'at once' }],
    default: async () => {
      await work.promise
      return [{ type: 'text', text: 'at last' }]
    }
  }
  const createHandlers = () => handlers
  const bot = await startBot(t, line, environment, (options) => createApp({ ...options, createHandlers }))
  const animations = () => line.exchanges.list().filter((one) => one.kind === 'api' && one.path === LOADING)
  return { line, ...bot, animations, finish: work.resolve }
}

const ON = { LOADING_ANIMATION: 'true', LOG_LEVEL: 'debug' }

// They wait more than they work: side by side.
t.test('a user who waits', { jobs: 3 }, async (t) => {
  t.test('a user who waits for longer than a second sees that the bot is at it', async (t) => {
    const { line, animations, log, deliver, eventLog, finish } = await start(t, ON)
    const [slow, quick] = line.create({ type: 'text' }, { type: 'sticker' }) as [ReplyEvent, ReplyEvent]
    const delivered = Promise.all([deliver(slow), deliver(quick)])
    await until(() => animations().length > 0)
    t.equal(line.accepted(slow).length, 0, 'while the handler is at work')
    finish()
    await eventLog(slow, 'replied')
    await delivered
    const { userId: chatId } = slow.source as { userId: string }
    const request = JSON.stringify({ chatId, loadingSeconds: 20 })
    matches(t, animations(), [{ status: 202, request }], 'once, and only who waits')
    await until(() => log.some(({ msg }) => msg.includes('LINE shows the loading animation')))
  })

  t.test('groups have no such animation, and users whom LINE does not name neither', async (t) => {
    const { line, animations, deliver, eventLog, finish } = await start(t, ON)
    const events = line.create(
      { type: 'text', source: 'group' },
      { type: 'text', override: { source: { type: 'user' } } },
      { type: 'text', override: { source: null } }
    )
    await deliver(events)
    finish()
    for (const event of events) await eventLog(event, 'replied')
    t.equal(animations().length, 0)
  })

  t.test('without LOADING_ANIMATION=true, there is none', async (t) => {
    const { line, animations, deliver, finish } = await start(t)
    await deliver(line.create({ type: 'text' }))
    finish()
    await until(() => line.accepted().length === 1)
    t.equal(animations().length, 0)
  })
})

t.test('an animation that fails is logged at debug, and the event goes on', async (t) => {
  const lines: unknown[] = []
  const context = {
    line: () => Promise.reject(Object.assign(new Error('401'), { status: 401 })),
    log: { debug: (...line: unknown[]) => lines.push(line) }
  } as unknown as HandlerContext
  const own: Handlers = {
    'message.text': () => sleep(50, []),
    'message.sticker': () => Promise.reject(new Error('thrown')),
    follow: () => []
  }
  const handlers = withLoadingAnimation(own, { afterMs: 1 }) as Required<Handlers>
  const reply = handlers['message.text'](event({ type: 'text' }) as EventOf<'message.text'>, context)
  await until(() => lines.length > 0)
  t.same(await reply, [])
  t.same(lines, [[{ status: 401 }, 'LINE did not show the loading animation']])
  const sticker = event({ type: 'sticker' }) as EventOf<'message.sticker'>
  await t.rejects(async () => handlers['message.sticker'](sticker, context), { message: 'thrown' })
  t.same(
    handlers.follow(event({ type: 'follow' }) as EventOf<'follow'>, context),
    [],
    'and a reply at once stays one'
  )
})

t.test('a handler that is quick or throws has no animation afterwards', async (t) => {
  const clock = FakeTimers.install({ toFake: ['setTimeout', 'clearTimeout'] })
  t.teardown(() => clock.uninstall())
  const asked: number[] = []
  const context = {
    line: async () => ({ showLoadingAnimation: async () => asked.push(clock.now) }),
    log: { debug: () => {} }
  } as unknown as HandlerContext
  const work = Promise.withResolvers<[]>()
  const own: Handlers = {
    'message.text': async () => [],
    'message.sticker': async () => Promise.reject(new Error('thrown')),
    default: () => work.promise
  }
  const handlers = withLoadingAnimation(own) as Required<Handlers>
  await handlers['message.text'](event({ type: 'text' }) as EventOf<'message.text'>, context)
  await t.rejects(async () =>
    handlers['message.sticker'](event({ type: 'sticker' }) as EventOf<'message.sticker'>, context)
  )
  t.equal(clock.countTimers(), 0)
  const slow = handlers.default(event({ type: 'text' }) as EventOf<'message.text'>, context)
  await clock.tickAsync(999)
  t.same(asked, [])
  await clock.tickAsync(1)
  t.same(asked, [1_000])
  work.resolve([])
  await slow
})
