import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { createApp } from '../../src/app.ts'
import type { ContextOptions } from '../../src/echobot/context.ts'
import type { Handlers } from '../../src/echobot/handler.ts'
import { createLoadingAnimation } from '../../src/echobot/loading-animation.ts'
import type { ApiExchange } from '../../src/simulator/exchanges.ts'
import { event, startBot, startLine, until } from '../helper.ts'

/** A bot whose text handler takes a little longer than a second, and whose other one does not. */
async function start(t: Test, environment: Record<string, string>) {
  const line = await startLine(t)
  const handlers: Handlers = {
    'message.text': async () => {
      await sleep(1_200)
      return [{ type: 'text', text: 'at last' }]
    },
    default: async () => [{ type: 'text', text: 'at once' }]
  }
  const createHandlers = () => handlers
  const bot = await startBot(t, line, environment, (options) => createApp({ ...options, createHandlers }))
  const animations = () =>
    line.exchanges
      .list()
      .filter((exchange): exchange is ApiExchange => exchange.kind === 'api')
      .filter(({ path }) => path === '/v2/bot/chat/loading/start')
  return { line, ...bot, animations }
}

const ON = { LOADING_ANIMATION: 'true' }

t.test('a user who waits for longer than a second sees that the bot is at it', async (t) => {
  const { line, animations } = await start(t, { ...ON, LOG_LEVEL: 'debug' })
  const [slow, quick] = await Promise.all([line.say('slow'), line.send([{ type: 'sticker' }])])
  t.match([slow.replies, quick[0]?.replies], [[{ text: 'at last' }], [{ text: 'at once' }]])
  const { userId: chatId } = slow.event.source as { userId: string }
  t.match(animations(), [{ status: 202, request: JSON.stringify({ chatId, loadingSeconds: 20 }) }])
})

t.test('groups have no such animation, and users whom LINE does not name neither', async (t) => {
  const { line, animations } = await start(t, ON)
  const sent = await line.send([
    { type: 'text', source: 'group' },
    { type: 'text', override: { source: { type: 'user' } } },
    { type: 'text', override: { source: null } }
  ])
  t.match(sent, Array(3).fill({ replies: [{ text: 'at last' }] }))
  t.equal(animations().length, 0)
})

t.test('without LOADING_ANIMATION=true, there is none', async (t) => {
  const { line, animations } = await start(t, {})
  t.match(await line.say('slow'), { replies: [{ text: 'at last' }] })
  t.equal(animations().length, 0)
})

t.test('an animation that fails is a line in the log, at debug, and the event goes on', async (t) => {
  const lines: unknown[] = []
  const during = createLoadingAnimation({
    after: 1,
    line: () => Promise.reject(Object.assign(new Error('401'), { status: 401 })),
    log: { debug: (...line: unknown[]) => lines.push(line) } as unknown as ContextOptions['log']
  })
  const done = during(event({ type: 'text' }), sleep(50, 'done'))
  await until(() => lines.length > 0)
  t.equal(await done, 'done')
  t.match(lines, [[{ status: 401 }, 'LINE shows no loading animation']])
  await t.rejects(during(event({ type: 'text' }), Promise.reject(new Error('thrown'))), { message: 'thrown' })
})
