import t from 'tap'
import { differences, formOf } from '../src/chat-test/form.ts'
import type { Chat } from '../src/index.ts'
import { startBot } from './support/echo-bot.ts'
import { startLine } from './support/line.ts'
import { matches } from './support/matches.ts'

t.test('a chat is saved with its events and the replies, people and places by name', async (t) => {
  const line = await startLine(t)
  await startBot(t, line)
  const { event } = await line.say('hi')
  await line.redeliver(event.webhookEventId) // it is saved once all the same
  await line.user('Ana').send({ type: 'follow' })
  await line.group('Team').say('hello, all', { user: 'Ana' })
  await line.group('Team').send({ type: 'memberJoined', members: [line.people.users[1]?.userId ?? ''] })

  t.same(line.chat(line.people.users[0]?.userId ?? ''), {
    version: 1,
    name: 'Hana',
    steps: [
      {
        event: { type: 'text', text: 'hi', source: 'user', user: 'Hana' },
        status: 200,
        replies: [{ type: 'text', text: 'hi' }]
      }
    ]
  })
  const team = line.people.groups.find(({ displayName }) => displayName === 'Team')?.groupId ?? ''
  t.same(line.chat(team), {
    version: 1,
    name: 'Team',
    steps: [
      {
        event: { type: 'text', text: 'hello, all', source: 'group', chatId: 'Team', user: 'Ana' },
        status: 200,
        replies: [{ type: 'text', text: 'hello, all' }]
      },
      {
        event: { type: 'memberJoined', members: ['Wei'], source: 'group', chatId: 'Team' },
        status: 200,
        replies: []
      }
    ]
  })

  const download = await fetch(`${line.url}/simulator/chats/${team}`)
  t.equal(download.headers.get('content-disposition'), 'attachment; filename="chat.json"')
  t.same(await download.json(), line.chat(team))
  t.equal((await fetch(`${line.url}/simulator/chats/nobody`)).status, 404)
})

t.test('replays a saved chat against the same bot without a difference, in another simulator', async (t) => {
  const first = await startLine(t)
  const answers = (event: { type: string; message?: { text?: string; quotedMessageId?: string } }) => [
    {
      type: 'text',
      text: `${event.message?.quotedMessageId ?? 'nothing'} quoted at ${new Date().toISOString()}`
    }
  ]
  await startBot(t, first, { answers: answers as never })
  const { event } = await first.group('Team').say('a message')
  const { id: quotedMessageId } = (event as { message: { id: string } }).message as { id: string }
  await first.group('Team').send({ type: 'text', text: 'about it', quotedMessageId })
  const chat = first.chat(
    first.people.groups.find(({ displayName }) => displayName === 'Team')?.groupId ?? ''
  )
  t.same(chat.steps[0]?.messageIds?.[0], quotedMessageId, 'it is kept, as it is referred to')

  const second = await startLine(t)
  await startBot(t, second, { answers: answers as never })
  t.same(await second.replay(JSON.parse(JSON.stringify(chat))), [])
  const [quoting] = second.webhooks().slice(-1)
  const [original] = second.webhooks()
  t.equal(
    JSON.parse(quoting?.body ?? '').events[0].message.quotedMessageId,
    JSON.parse(original?.body ?? '').events[0].message.id,
    'the id of this run'
  )
})

t.test('tells each difference, with its step and its place', async (t) => {
  const line = await startLine(t)
  await startBot(t, line, {
    answers: () => [
      { type: 'text', text: 'good day' },
      { type: 'text', text: 'and more' }
    ]
  })
  const event = { type: 'text', text: 'hi' } as const
  const chat: Chat = {
    version: 1,
    name: 'x',
    steps: [{ event, status: 200, replies: [{ type: 'text', text: 'hello' }] }]
  }
  t.same(await line.replay(chat), [
    { step: 1, event, path: 'replies[0].text', expected: 'hello', actual: 'good day' },
    { step: 1, event, path: 'replies[1]', expected: undefined, actual: { type: 'text', text: 'and more' } }
  ])
  line.settings.webhookUrl = ''
  matches(t, await line.replay(chat), [
    { path: 'status', expected: 200, actual: undefined },
    { path: 'replies[0]', actual: undefined }
  ])
})

t.test('what is no saved chat is refused with the reason', async (t) => {
  const line = await startLine(t)
  const mistakes = [
    [{}, /must have required property 'version'/],
    [{ version: 2, name: 'x', steps: [] }, /version must be equal to constant/],
    [
      { version: 1, name: 'x', steps: [{ event: { type: 'hologram' }, replies: [] }] },
      /event.type must be equal to one of/
    ]
  ] as const
  for (const [chat, message] of mistakes) await t.rejects(line.replay(chat as never), { message })
})

t.test('ids, times and addresses of this machine are compared by their form', (t) => {
  const form = {
    [`U${'0a'.repeat(16)}`]: '<user id>',
    [`C${'0a'.repeat(16)}`]: '<group id>',
    [`R${'0a'.repeat(16)}`]: '<room id>',
    '01M8H3XKZT9MQXFRV6Y2KSB15X': '<ulid>',
    '517643218765430001': '<message id>',
    'at 2026-11-28T12:00:00.123Z': 'at <date and time>',
    'on 2026-11-28 at 9:05': 'on <date> at <time>',
    'https://localhost:8000/picture.png': '<address>/picture.png',
    'https://example.com/1': 'https://example.com/1',
    '3 cups for 120 yen': '3 cups for 120 yen'
  }
  for (const [value, expected] of Object.entries(form)) t.equal(formOf(value), expected)
  t.same(formOf({ at: 1_795_000_000_000, n: 5, list: [null, true] }), {
    at: '<milliseconds>',
    n: 5,
    list: [null, true]
  })
  t.same(differences({ a: [1, { b: 2 }] }, { a: [1, { b: 3 }, 4] }), [
    ['.a[1].b', 2, 3],
    ['.a[2]', undefined, 4]
  ])
  t.same(differences([], {}), [['', [], {}]])
  t.end()
})
