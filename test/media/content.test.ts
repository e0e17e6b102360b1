import { createServer, type RequestListener } from 'node:http'
import { buffer } from 'node:stream/consumers'
import type { webhook } from '@line/bot-sdk'
import t, { type Test } from 'tap'
import { createApp } from '../../src/app.ts'
import type { Handlers } from '../../src/handlers/types.ts'
import { createLongLivedToken } from '../../src/line/access-token.ts'
import { createContentClient } from '../../src/line/content-client.ts'
import { createContentReader } from '../../src/media/content.ts'
import { event, matches, startLineAndBot, until } from '../helper.ts'

/** A bot that answers a file with its media type and how many bytes it has. */
function start(t: Test, maxBytes?: number) {
  const handlers: Handlers = {
    default: async (_event, { content }) => {
      const { type, body } = await content(maxBytes ? { maxBytes } : {})
      return [{ type: 'text', text: `${type} ${(await buffer(body)).length}` }]
    }
  }
  return startLineAndBot(t, {}, (options) => createApp({ ...options, createHandlers: () => handlers }))
}

/** A reader whose LINE answers as told. */
async function readerAt(
  t: Test,
  listener: RequestListener,
  accessToken = createLongLivedToken('access-token')
) {
  const server = createServer(listener).listen(0, '127.0.0.1')
  t.teardown(() => server.close())
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as { port: number }
  return createContentReader({
    getContent: createContentClient({ baseUrl: `http://127.0.0.1:${port}`, accessToken }),
    fetchExternal: async () => t.fail('LINE has it') as never
  })
}

const image = (message: object = {}) =>
  ({
    type: 'message',
    message: { id: '1', type: 'image', contentProvider: { type: 'line' }, ...message }
  }) as unknown as webhook.Event

const never = new AbortController().signal

t.test('a handler gets what the user sent', async (t) => {
  const { line, deliver } = await start(t)
  const events = line.create({ type: 'image' }, { type: 'video' }, { type: 'audio' }, { type: 'file' })
  for (const event of events) await deliver(event)
  await until(() => line.accepted().length === 4)
  const replies = (events as webhook.Event[]).map(
    (event) => (line.accepted(event)[0]?.messages?.[0] as { text?: string } | undefined)?.text ?? ''
  )
  t.same(
    replies.map((text) => text.replace(/[1-9]\d*$/, 'N')),
    ['image/jpeg N', 'video/mp4 N', 'audio/x-m4a N', 'application/pdf N']
  )
})

t.test('a handler waits while LINE prepares what the user sent', async (t) => {
  const { line } = await start(t)
  line.settings.contentReadyAfterMs = 60_000
  const statuses = () =>
    line.exchanges
      .list()
      .filter((one) => one.kind === 'api')
      .filter(({ operation }) => operation === 'getMessageContent')
      .map(({ status }) => status)
  const sending = line.send({ type: 'video' })
  await until(() => statuses().length === 2)
  line.settings.contentReadyAfterMs = 0
  const { event } = await sending
  await until(() => line.accepted(event).length === 1)
  matches(t, line.accepted(event)[0]?.messages?.[0], { text: /^video\/mp4 \d+$/ })
  t.same(statuses(), [202, 202, 200])
})

t.test('what LINE prepares for too long, and what it never sends, ends with the signal', async (t) => {
  const preparing = await readerAt(t, (_request, response) => void response.writeHead(202).end())
  await t.rejects(preparing(image(), AbortSignal.timeout(400)), { name: /AbortError|TimeoutError/ })

  const silent = await readerAt(t, () => {})
  await t.rejects(silent(image(), AbortSignal.timeout(100)), { name: 'TimeoutError' })

  const stalled = await readerAt(t, (_request, response) => void response.writeHead(200).write('abc'))
  const controller = new AbortController()
  const { body } = await stalled(image(), controller.signal)
  controller.abort(new Error('too late'))
  await t.rejects(buffer(body), { message: 'too late' })
})

t.test('what is larger than the handler takes is an error, announced or not', async (t) => {
  const announced = await readerAt(t, (_request, response) => void response.end('123456'))
  await t.rejects(announced(image(), never, { maxBytes: 5 }), {
    code: 'ERR_CONTENT_TOO_LARGE',
    message: 'content(): it has more than 5 bytes'
  })
  t.equal((await buffer((await announced(image(), never, { maxBytes: 6 })).body)).toString(), '123456')

  const chunked = await readerAt(t, (_request, response) => {
    response.write('123')
    response.end('456')
  })
  const { body } = await chunked(image(), never, { maxBytes: 5 })
  await t.rejects(buffer(body), { code: 'ERR_CONTENT_TOO_LARGE' })
})

t.test('what LINE does not have fails the event, with LINE’s words', async (t) => {
  const { deliver, eventLog } = await start(t)
  const unknown = event({ type: 'image' })
  t.equal((await deliver(unknown)).status, 503)
  const { reason, err } = await eventLog(unknown)
  t.same([reason, (err as Error & { status: number }).status], ['handler', 404])
})

t.test('a message without content says so', async (t) => {
  const read = await readerAt(t, () => {})
  await t.rejects(read(image({ type: 'text' }), never), { message: 'content(): a text has no content' })
  await t.rejects(read({ type: 'follow' } as webhook.Event, never), {
    message: 'content(): a follow has no content'
  })
})

t.test('an access token that LINE refuses is replaced, once', async (t) => {
  const tokens = ['old', 'new', 'newer']
  const used: (string | undefined)[] = []
  const read = await readerAt(
    t,
    ({ headers }, response) => {
      used.push(headers.authorization)
      response.writeHead(401).end('{"message":"no"}')
    },
    {
      ...createLongLivedToken(''),
      get: async () => tokens[0] as string,
      invalidate: (token) => tokens.shift() === token
    }
  )
  await t.rejects(read(image(), never), { name: 'LineError', status: 401, message: 'no' })
  t.same(used, ['Bearer old', 'Bearer new'])
})
