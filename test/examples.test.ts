import { globSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { webhook } from '@line/bot-sdk'
import t, { type Test } from 'tap'
import * as askLater from '../examples/ask-later.ts'
import * as counter from '../examples/counter.ts'
import * as echoImage from '../examples/echo-image.ts'
import * as first from '../examples/first.ts'
import * as greet from '../examples/greet.ts'
import * as hello from '../examples/hello.ts'
import * as inOrder from '../examples/in-order.ts'
import * as menu from '../examples/menu.ts'
import * as notify from '../examples/notify.ts'
import * as parser from '../examples/parser.ts'
import * as slow from '../examples/slow.ts'
import { createApp } from '../src/app.ts'
import type { BotDefinition } from '../src/handlers/types.ts'
import { matches, startBot, startLineAndBot, until } from './helper.ts'
import { isAnotherBot } from './project-files.ts'
import { startRedis, withoutRedis } from './redis.ts'

function start(t: Test, bot: BotDefinition) {
  return startLineAndBot(t, {}, (options) => createApp({ ...options, ...bot }))
}

t.test(
  'hello: answers hello with quick replies, a sticker with a sticker, and echoes the rest',
  async (t) => {
    const { line } = await start(t, hello)
    matches(t, (await line.say('hello')).replies, [{ text: /^Hello/, quickReply: { items: [{}, {}] } }])
    matches(t, (await line.say('something')).replies, [{ text: 'something' }])
    const mentioned = { source: 'group', mention: 'bot' } as const
    matches(t, (await line.say('hello', mentioned)).replies, [{ text: /^Hello/ }], 'with a mention, too')
    matches(t, (await line.say('hi', mentioned)).replies, [{ text: /^@.+ hi$/ }])
    const [sticker, follow] = await line.sendTogether([{ type: 'sticker' }, { type: 'follow' }])
    matches(t, sticker?.replies, [{ type: 'sticker', packageId: '446', stickerId: '1988' }])
    matches(t, follow?.replies, [])
  }
)

t.test('first: says what it was told, and answers stickers and new friends', async (t) => {
  const { line } = await start(t, first)
  const sent = await line.sendTogether([
    { type: 'text', text: 'hi' },
    { type: 'sticker' },
    { type: 'follow' }
  ])
  matches(
    t,
    sent.map(({ replies }) => replies[0]),
    [{ text: 'You said: hi' }, { type: 'sticker' }, { text: 'Nice to meet you!' }]
  )
})

t.test('greet: greets who adds it, who comes back, and the group that it joins', async (t) => {
  const { line, log } = await start(t, greet)
  const sent = await line.sendTogether([
    { type: 'follow' },
    { type: 'follow', override: { follow: { isUnblocked: true } } },
    { type: 'join', source: 'group' },
    { type: 'join', source: 'room' },
    { type: 'memberJoined', source: 'group' },
    { type: 'text', text: 'hi' }
  ])
  matches(
    t,
    sent.map(({ replies }) => replies[0]),
    [/nice to meet you/, /Welcome back/, /Hello, group/, /Hello, everyone/, /Welcome!/, /hi/].map((text) => ({
      text
    }))
  )
  matches(
    t,
    log.filter(({ msg }) => msg === 'a group has grown'),
    [{ members: 1, kind: 'memberJoined' }]
  )
})

t.test('ask-later: greets by name, and asks later, once', async (t) => {
  const { line } = await start(t, {
    createHandlers: (options) => askLater.createHandlers({ ...options, delayMs: 10 })
  })
  const user = line.people.users[1]?.userId
  const [sent] = await line.sendTogether([{ type: 'follow', user: 'Wei' }])
  matches(t, sent?.replies, [{ text: 'Hello, Wei!' }])
  const pushes = () =>
    line.exchanges.list().filter((one) => one.kind === 'api' && one.operation === 'pushMessage')
  await until(() => pushes().length === 1)
  matches(t, pushes(), [{ status: 200, chats: [user], messages: [{ text: 'Still there, Wei?' }] }])
  matches(t, await line.sendTogether([{ type: 'text', text: 'yes' }]), [{ replies: [{ text: 'yes' }] }])
})

t.test('ask-later: an event that is handled twice asks once', async (t) => {
  const { line } = await start(t, {
    createHandlers: (options) => askLater.createHandlers({ ...options, delayMs: 10 })
  })
  const pushes = () =>
    line.exchanges.list().filter((one) => one.kind === 'api' && one.operation === 'pushMessage')
  line.faults.set({ status: 401 }) // the reply fails, so LINE delivers the event again
  line.settings.redelivery = true
  line.settings.redeliveryDelaysMs = [0]
  await line.sendTogether([{ type: 'follow' }])
  await until(() => pushes().length === 2)
  t.same(
    pushes()
      .map(({ status }) => status)
      .sort(),
    [200, 409]
  )
})

t.test('menu: one button leads to the next, and an old one to the menu', async (t) => {
  const { line } = await start(t, menu)
  const press = async (data: string) => (await line.sendTogether([{ type: 'postback', data }]))[0]?.replies[0]
  const first = (await line.say('hi')).replies[0] as ReturnType<typeof press>
  type Buttons = { template: { actions: { data: string }[] } }
  const [tea] = ((await first) as Buttons).template.actions
  const sizes = (await press(tea?.data ?? '')) as {
    quickReply: { items: { action: { data: string } }[] }
  }
  matches(t, sizes, { text: 'Oolong tea: which size?' })
  const [, large] = sizes.quickReply.items
  matches(t, await press(large?.action.data ?? ''), { text: 'One large Oolong tea, coming!' })
  for (const data of ['drink=water', '', 'drink=__proto__&size=large']) {
    matches(t, await press(data), { type: 'template' }, data)
  }
  matches(t, (await line.sendTogether([{ type: 'follow' }]))[0]?.replies, [{ type: 'template' }])
})

t.test(
  'counter: several processes count together, each event once, until the user leaves',
  { skip: withoutRedis },
  async (t) => {
    const { redis } = await startRedis(t)
    const bot: BotDefinition = {
      createHandlers: (options) => counter.createHandlers({ ...options, redis })
    }
    const { line } = await start(t, bot)
    const first = line.settings.webhookUrl
    matches(t, await line.say('a'), { replies: [{ text: 'Message 1 of yours' }] })

    await startBot(t, line, {}, (options) => createApp({ ...options, ...bot })) // gets the next webhooks
    const { event, replies } = await line.say('b')
    matches(t, replies, [{ text: 'Message 2 of yours' }])
    line.settings.webhookUrl = first
    await line.redeliver(event.webhookEventId)
    matches(t, await line.say('c'), { replies: [{ text: 'Message 3 of yours' }] })

    await line.send({ type: 'unfollow' })
    await line.send({ type: 'follow' })
    matches(t, await line.say('d'), { replies: [{ text: 'Message 1 of yours' }] })
  }
)

t.test('echo-image: gets a picture from LINE, and replies with its own address', async (t) => {
  const { line } = await start(t, echoImage)
  const [sent] = await line.sendTogether([{ type: 'image' }])
  const [message] = (sent?.replies ?? []) as { originalContentUrl: string }[]
  const url = message?.originalContentUrl ?? ''
  t.same(sent?.replies, [{ type: 'image', originalContentUrl: url, previewImageUrl: url }])
  const picture = await fetch(url)
  t.equal(picture.headers.get('content-type'), 'image/jpeg')
  t.match(Buffer.from(await picture.arrayBuffer()).toString('latin1'), /^\xff\xd8\xff/)
  t.same((await line.say('hi')).replies, [])
})

t.test('in-order: a text that takes longer is answered before the next one', async (t) => {
  const { line, deliver } = await start(t, inOrder)
  const [long, short, sticker] = line.create(
    { type: 'text', text: '0.3' },
    { type: 'text', text: '0.01' },
    { type: 'sticker' }
  )
  await Promise.all([long, short, sticker].map((event) => deliver(event as webhook.Event)))
  await until(() => line.accepted().length === 3)
  t.same(
    line.repliedTo(),
    [sticker, long, short].map((event) => event?.webhookEventId)
  )
})

t.test('notify: other programs send messages, and only with the token', async (t) => {
  process.env.NOTIFY_TOKEN = 'secret'
  t.teardown(() => delete process.env.NOTIFY_TOKEN)
  const { line, url } = await start(t, notify)
  const { replies } = await line.say('id')
  const [{ text: to }] = replies as [{ text: string }]
  t.equal(to, line.people.users[0]?.userId)

  const post = async (authorization: string, body: object) => {
    const headers = { authorization, 'content-type': 'application/json' }
    return (await fetch(`${url}/notify`, { method: 'POST', headers, body: JSON.stringify(body) })).status
  }
  t.equal(await post('Bearer secret', { to, text: 'The backup has failed' }), 204)
  t.equal(await post('Bearer another', { to, text: 'spam' }), 401)
  t.equal(await post('Bearer secret', { to, text: '' }), 400)
  t.same(
    line.exchanges
      .list()
      .filter((one) => one.kind === 'api' && one.operation === 'pushMessage')
      .map((push) => push.kind === 'api' && [push.chats, push.messages]),
    [[[to], [{ type: 'text', text: 'The backup has failed' }]]]
  )
})

t.test('notify: without a token it does not start', async (t) => {
  await t.rejects(start(t, notify), /NOTIFY_TOKEN is not set/)
})

t.test('slow: answers at once what takes no time, and the rest by a button', { jobs: 3 }, async (t) => {
  const { line } = await start(t, slow)
  const press = async (text: string, afterMs: number) => {
    const { event } = await line.say(text)
    const messages = () => line.accepted(event)[0]?.messages as { template?: Buttons }[] | undefined
    await until(messages)
    const data = messages()?.[0]?.template?.actions[0]?.data
    await sleep(afterMs)
    const { event: tap } = await line.send({ type: 'postback', data: data ?? '' })
    await until(() => line.accepted(tap).length > 0)
    return line.accepted(tap)[0]?.messages
  }
  type Buttons = { actions: { data: string }[] }
  matches(t, (await line.say('0')).replies, [{ text: 'You asked: 0' }])
  const [answer, long, failure] = await Promise.all([
    press('7', 0),
    press('long', 3_500),
    press('fail', 3_500)
  ])
  matches(t, answer, [{ text: 'You asked: 7' }])
  t.equal(long?.length, 5)
  matches(t, failure, [{ text: 'That did not work. Please ask again.' }])
})

t.test('parser: loops over the events that LINE signed', async (t) => {
  const { line, url } = await start(t, parser)
  line.settings.webhookUrl = `${url}/callback`
  const [text, sticker] = await line.sendTogether([{ type: 'text', text: 'hi' }, { type: 'sticker' }])
  matches(t, text, { delivery: { status: 200 }, replies: [{ text: 'hi' }] })
  matches(t, sticker, { replies: [] })
  matches(t, await line.say('hi', {}, { signature: 'bad' }), { delivery: { status: 403 }, replies: [] })
})

t.test('each example is a bot that can take the place of src/handlers/handlers.ts', async (t) => {
  const imports = globSync('examples/*.ts', { exclude: ['**/*.test.ts'] }).flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/ from '([^']+)'/g)].map(([, name]) => `${file}: ${name}`)
  )
  t.same(
    imports.filter((each) => / \.\.?\//.test(each)),
    [],
    'it imports nothing by its place'
  )
})

t.test('README and its documents show code that is tested here', { skip: isAnotherBot }, async (t) => {
  const text = ['README.md', 'docs/handlers.md'].map((file) => readFileSync(file, 'utf8')).join('\n')
  const sources = globSync('examples/*.ts').map((file) => unindented(readFileSync(file, 'utf8')))
  const blocks = [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = '']) => unindented(code))
  t.equal(blocks.length, 9)
  for (const block of blocks) {
    t.ok(
      sources.some((source) => source.includes(block)),
      block
    )
  }
})

const unindented = (code: string) => code.replace(/^ +/gm, '')
