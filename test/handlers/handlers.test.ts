import t, { type Test } from 'tap'
import { createApp } from '../../src/app.ts'
import type { HandlerContext, Handlers } from '../../src/handlers/types.ts'
import { matches, startLineAndBot, until } from '../helper.ts'

const hi = { type: 'text', text: 'hi' } as const

/** The bot as it is, with other handlers. */
function start(t: Test, handlers: Handlers, environment: Record<string, string> = {}) {
  const createHandlers = () => handlers
  return startLineAndBot(t, environment, (options) => createApp({ ...options, createHandlers }))
}

t.test('each kind of event goes to its own handler, and the rest to the default one', async (t) => {
  const { line } = await start(t, {
    'message.sticker': ({ message }) => [{ type: 'text', text: `sticker ${message.stickerId}` }],
    postback: async ({ postback }) => [{ type: 'text', text: postback.data }],
    default: ({ type }) => [{ type: 'text', text: `some ${type}` }]
  })
  const sent = await line.sendTogether([
    { type: 'sticker', stickerId: '52002734' },
    { type: 'postback', data: 'a=1' },
    { type: 'follow' },
    { type: 'text' }
  ])
  matches(
    t,
    sent.map(({ replies }) => replies),
    [[{ text: 'sticker 52002734' }], [{ text: 'a=1' }], [{ text: 'some follow' }], [{ text: 'some message' }]]
  )
})

t.test('a handler need not reply, and is called for events that take no reply', async (t) => {
  const unsent: string[] = []
  const { line, eventLog } = await start(t, {
    'message.text': () => undefined,
    'message.sticker': async () => [],
    unsend: ({ unsend }) => {
      unsent.push(unsend.messageId)
    },
    leave: () => [hi]
  })
  const sent = await line.sendTogether([
    { type: 'text' },
    { type: 'sticker' },
    { type: 'unsend', messageId: '444573844083572737' },
    { type: 'leave', source: 'group' }
  ])
  for (const { event, delivery } of sent) {
    t.equal(delivery.status, 200)
    matches(t, await eventLog(event), {
      level: 'info',
      outcome: 'ignored',
      reason: event.type === 'leave' ? 'no-reply-token' : 'no-reply'
    })
  }
  t.same(unsent, ['444573844083572737'])
  t.equal(line.calls().length, 0)
})

t.test('a handler that throws fails its event, hurts no neighbour, and has another try', async (t) => {
  let calls = 0
  const { line, eventLog, log } = await start(t, {
    'message.text': async () => [hi],
    'message.sticker': () => {
      if (++calls === 1) throw new Error('a mistake of the bot’s author')
      return [hi]
    }
  })
  const [sticker, text] = await line.sendTogether([{ type: 'sticker' }, { type: 'text' }])
  matches(t, sticker, { delivery: { status: 503 }, replies: [] })
  matches(t, text?.replies, [hi])
  matches(t, await eventLog(sticker?.event as never), {
    level: 'error',
    outcome: 'failed',
    reason: 'handler',
    err: { message: 'a mistake of the bot’s author', stack: /handlers\.test/ }
  })
  matches(t, await line.redeliver(sticker?.event.webhookEventId as string), {
    delivery: { status: 200 },
    replies: [hi]
  })
  t.equal(log.filter(({ outcome }) => outcome === 'failed').length, 1)
})

t.test('five messages are a reply', async (t) => {
  const { line } = await start(t, { 'message.text': () => Array(5).fill(hi) })
  matches(t, (await line.say('hello')).replies, Array(5).fill(hi))
})

t.test(
  'what LINE would refuse whatever it says fails before LINE is asked, and the log says why',
  async (t) => {
    const { line, eventLog } = await start(t, {
      'message.text': () => Array(6).fill(hi),
      'message.sticker': () => 'hi' as never,
      'message.image': async () => hi as never,
      default: () => 7 as never
    })
    const words = [
      'the handler of message.text returned 6 messages: LINE accepts at most 5 in a reply',
      'the handler of message.sticker returned a string: return an array of messages, or nothing',
      'the handler of message.image returned an object: return an array of messages, or nothing',
      'the handler of follow returned a number: return an array of messages, or nothing'
    ]
    const sent = await line.sendTogether([
      { type: 'text' },
      { type: 'sticker' },
      { type: 'image' },
      { type: 'follow' }
    ])
    for (const [i, { event, delivery }] of sent.entries()) {
      t.equal(delivery.status, 503)
      matches(t, await eventLog(event), { outcome: 'failed', reason: 'handler', err: { message: words[i] } })
    }
    t.equal(line.calls().length, 0)
  }
)

t.test('a handler’s words in the log say which event they belong to', async (t) => {
  const { line, log, eventLog } = await start(t, {
    'message.text': (_event, { log }) => {
      log.warn({ a: 1 }, 'one')
      log.info('two')
      return [hi]
    }
  })
  const { event } = await line.say('hello')
  const { reqId } = await eventLog(event)
  const about = { reqId, webhookEventId: event.webhookEventId, kind: 'message.text' }
  matches(
    t,
    log.filter(({ msg }) => msg === 'one' || msg === 'two'),
    [
      { ...about, level: 'warn', a: 1 },
      { ...about, level: 'info' }
    ]
  )
})

t.test('a handler has LINE’s own client, which goes where the bot’s replies go', async (t) => {
  const clients: unknown[] = []
  const { line } = await start(t, {
    'message.text': async (_event, { line }) => {
      const client = await line()
      clients.push(client)
      return [{ type: 'text', text: (await client.getBotInfo()).displayName }]
    }
  })
  // The client takes its time to load, on a busy machine more than a webhook may.
  const patiently = { waitForReplyMs: 30_000 }
  matches(t, (await line.say('who are you?', {}, patiently)).replies, [{ text: 'Echo bot' }])
  matches(t, (await line.say('and now?', {}, patiently)).replies, [{ text: 'Echo bot' }])
  t.equal(clients[0], clients[1], 'made once')
})

t.test('a handler’s signal aborts when its reply token dies, and not before', async (t) => {
  const contexts: HandlerContext[] = []
  const { line, eventLog } = await start(t, {
    'message.text': async (_event, context) => {
      contexts.push(context)
      await new Promise((resolve) => context.signal.addEventListener('abort', resolve))
      return [hi]
    },
    'message.sticker': (_event, context) => {
      contexts.push(context)
      return context.signal.aborted ? [] : [hi]
    }
  })
  const timestamp = Date.now() - 20 * 60_000 + 1_500
  const { event, delivery } = await line.say('slow', { timestamp })
  matches(t, await eventLog(event), { outcome: 'failed', reason: 'handler-timeout', handlerMs: Number })
  t.equal(delivery.status, 503)
  t.equal(contexts[0]?.signal.reason.name, 'TimeoutError')
  t.equal(line.calls().length, 0, 'LINE is not asked for what it would refuse')

  matches(t, await line.sendTogether([{ type: 'sticker' }]), [{ replies: [hi] }])
  t.equal(contexts[1]?.signal, contexts[1]?.signal, 'made once')
  t.equal(contexts[1]?.signal.aborted, false)
})

t.test('a slow handler is answered for in time, and replies all the same', async (t) => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const { line, eventLog } = await start(t, {
    'message.text': async () => {
      await promise
      return [hi]
    }
  })
  const { event, delivery } = await line.say('slow')
  t.equal(delivery.status, 503)
  resolve()
  matches(t, await eventLog(event), { outcome: 'replied' })
  await until(() => line.accepted(event).length === 1)
})

t.test('createHandlers may be async', async (t) => {
  const createHandlers = async (): Promise<Handlers> => ({ follow: () => [{ type: 'text', text: 'hello' }] })
  const { line } = await startLineAndBot(t, {}, (options) => createApp({ ...options, createHandlers }))
  matches(t, await line.say('', { type: 'follow' }), { replies: [{ text: 'hello' }] })
})
