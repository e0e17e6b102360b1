import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { createApp } from '../../src/app.ts'
import { oneAtATime } from '../../src/handlers/one-at-a-time.ts'
import type { Handlers } from '../../src/handlers/types.ts'
import { createChatInOrder, inOrder } from '../../src/inbox/in-order.ts'
import type { Result } from '../../src/inbox/outcome.ts'
import type { Attempt } from '../../src/inbox/types.ts'
import { event, type Line, startLineAndBot, textEvent, until } from '../helper.ts'
import { watchedHandler } from '../watched-handler.ts'

const start = (t: Test, handlers: Handlers, environment = {}) =>
  startLineAndBot(t, environment, (options) => createApp({ ...options, createHandlers: () => handlers }))

const ECHO: Handlers = { 'message.text': ({ message }) => [{ type: 'text', text: message.text }] }
const textsOf = (line: Line) =>
  line
    .accepted()
    .flatMap(({ messages = [] }) => messages.map((message) => (message as { text: string }).text))

/** Two texts, of which LINE does not take the reply to the first at once. */
async function sayTwo(line: Line, deliver: (events: never[]) => Promise<unknown>) {
  const [first, second] = line.create({ type: 'text', text: 'first' }, { type: 'text', text: 'second' })
  if (!first || !second) throw new Error('not created')
  line.misbehave(first, { status: 500 })
  await Promise.all([deliver([first] as never), deliver([second] as never)])
  await until(() => line.accepted().length === 2)
}

t.test('a reply that LINE does not take at once is overtaken by the next one', async (t) => {
  const { line, deliver } = await start(t, ECHO)
  await sayTwo(line, deliver)
  t.same(textsOf(line), ['second', 'first'])
})

t.test('one at a time, no reply overtakes another one of its chat', async (t) => {
  const { line, deliver } = await start(t, oneAtATime(ECHO))
  await sayTwo(line, deliver)
  t.same(textsOf(line), ['first', 'second'])
})

t.test(
  'one at a time, the handlers of a chat do not run side by side, and those of other chats do not wait',
  async (t) => {
    const { handler, most, release } = watchedHandler()
    const { line, deliver } = await start(t, oneAtATime({ 'message.text': handler }))
    const texts = ['1', '2', '3', '4', '5']
    const mine = line.create(...texts.map((text) => ({ type: 'text', text }) as const))
    const group = line.create(...['a', 'b'].map((text) => ({ type: 'text', text, source: 'group' }) as const))
    const delivered = [
      deliver(mine.slice(0, 3)),
      ...mine.slice(3).map((event) => deliver(event)),
      deliver(group)
    ]
    await until(() => line.accepted().length === 2)
    t.same(textsOf(line), ['a', 'b'])
    release()
    await until(() => line.accepted().length === 7)
    await Promise.all(delivered)
    t.same(textsOf(line).slice(2), texts)
    t.same(most, { group: 1, 'one-to-one': 1 })
  }
)

t.test('one at a time, what fails holds nothing back', async (t) => {
  let calls = 0
  const { line, deliver, eventLog } = await start(
    t,
    oneAtATime({
      'message.text': async () => {
        if (++calls === 1) throw new Error('not this one')
        return [{ type: 'text', text: 'this one' }]
      }
    })
  )
  const events = line.create({ type: 'text' }, { type: 'text' })
  await deliver(events)
  t.same(textsOf(line), ['this one'])
  const [first] = events
  t.equal((await eventLog(first as never)).outcome, 'failed')
})

t.test(
  'only the handlers that are marked wait, also in groups where the bot must be mentioned',
  async (t) => {
    const { promise: released, resolve: release } = Promise.withResolvers<[]>()
    const handlers: Handlers = {
      ...oneAtATime({ 'message.text': () => released }),
      'message.sticker': () => [{ type: 'text', text: 'a sticker' }]
    }
    const { line, deliver } = await start(t, handlers, {
      GROUP_REPLIES: 'mention',
      LOADING_ANIMATION: 'true'
    })
    const [text, sticker] = line.create({ type: 'text' }, { type: 'sticker' })
    const delivered = deliver(text as never)
    t.equal((await deliver(sticker as never)).status, 200)
    t.same(textsOf(line), ['a sticker'])
    release([])
    await delivered
  }
)

t.test('an event waits for its turn until its time is over, and is not overtaken then', async (t) => {
  const { promise: released, resolve: release } = Promise.withResolvers<void>()
  const order: string[] = []
  const process = inOrder(
    async ({ id }) => {
      order.push(id)
      if (id === '1') await released
      return REPLIED
    },
    () => 'chat'
  )
  const at = (id: string, forMs: number) => {
    const attempt = { deadline: Date.now() + forMs } as Attempt
    return { attempt, result: process({ id, kind: 'message.text', event: textEvent('hi') }, attempt) }
  }
  const [first, late, renewed, last] = [at('1', 60_000), at('2', 50), at('3', 50), at('4', 60_000)]
  renewed.attempt.deadline = Date.now() + 60_000 // LINE has delivered it again
  const { outcome, reason } = (await late.result) as { outcome: string; reason?: string }
  t.same([outcome, reason], ['failed', 'handler-timeout'])
  await sleep(20)
  t.same(order, ['1'])
  release()
  t.same(await Promise.all([first.result, renewed.result, last.result]), [REPLIED, REPLIED, REPLIED])
  t.same(order, ['1', '3', '4'])
})

const REPLIED: Result = { outcome: 'replied', tries: 1 }

t.test('an event waits for the one before it, also when the first of the chat has ended', async (t) => {
  const begun: string[] = []
  const ends = new Map<string, () => void>()
  const processInOrder = inOrder(
    ({ id }) => {
      begun.push(id)
      return new Promise((resolve) => ends.set(id, () => resolve({ outcome: 'replied', tries: 1 })))
    },
    () => 'chat'
  )
  const attempt = { deadline: Date.now() + 60_000 } as Attempt
  const take = (id: string) => processInOrder({ id, kind: 'message.text', event: textEvent(id) }, attempt)
  const first = take('1')
  const second = take('2')
  ends.get('1')?.()
  await first
  await until(() => begun.length === 2)
  await sleep(1) // what the first has left behind is cleared away
  const third = take('3')
  t.same(begun, ['1', '2'])
  ends.get('2')?.()
  await second
  await until(() => begun.length === 3)
  ends.get('3')?.()
  await third
})

t.test('the tap of a slow answer’s button waits for no other event of its chat', async (t) => {
  const chatInOrder = createChatInOrder(oneAtATime({ postback: () => [] }))
  const isFree = (data: string) => {
    const tapped = event({ type: 'postback', data })
    return chatInOrder({ id: '1', kind: 'postback', event: tapped }) === undefined
  }
  t.equal(isFree('an own button'), false)
  t.equal(isFree('slow:01ABC:abc:message.text'), true)
})
