import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { createApp } from '../../src/app.ts'
import type { MediaFile, ServeOptions } from '../../src/handlers/types.ts'
import { createFiles } from '../../src/media/files.ts'
import { createMemoryFiles } from '../../src/media/memory-files.ts'
import { SECRET, startLineAndBot, until } from '../helper.ts'

/** A bot that serves a file, and answers with its address. */
async function start(t: Test, file: MediaFile, options?: ServeOptions) {
  const bot = await startLineAndBot(t, {}, (each) =>
    createApp({
      ...each,
      createHandlers: () => ({
        'message.text': async (_event, { serve }) => [{ type: 'text', text: await serve(file, options) }]
      })
    })
  )
  // On a busy machine, asking LINE for the webhook URL and replying may take longer than the bot lets LINE wait.
  Object.assign(bot.line.settings, { redelivery: true, redeliveryDelaysMs: [0, 0, 0] })
  await bot.line.say('a file, please')
  await until(() => bot.line.accepted().length === 1)
  const [reply] = (bot.line.accepted()[0]?.messages ?? []) as { text: string }[]
  return { ...bot, fileUrl: new URL(reply?.text ?? '') }
}

const PNG = { type: 'image/png', body: randomBytes(2_000) }

/** Files of a bot at a webhook URL. */
const filesAt = (webhookUrl: string | undefined, secrets: readonly [string, ...string[]] = [SECRET]) =>
  createFiles({ store: createMemoryFiles(), secrets, askWebhookUrl: async () => webhookUrl })
const HTTPS = 'https://bot.example/echobot/callback/'

/** Finds the file at an address. */
function findAt(files: ReturnType<typeof createFiles>, address: string) {
  const { pathname, searchParams } = new URL(address)
  const parameter = (name: string) => searchParams.get(name) ?? ''
  return files.find(pathname.split('/').at(-1) ?? '', parameter('expires'), parameter('signature'))
}

t.test('a file that a handler serves is there for LINE and its users', async (t) => {
  const { fileUrl, url } = await start(t, PNG)
  t.equal(fileUrl.origin, url)
  const response = await fetch(fileUrl)
  t.equal(response.status, 200)
  t.same(Buffer.from(await response.arrayBuffer()), PNG.body)
  t.equal(response.headers.get('content-type'), 'image/png')
  t.match(response.headers.get('cache-control'), /^private, max-age=3(600|59\d), immutable$/)
})

t.test('a page among the files runs nothing', async (t) => {
  const body = Buffer.from('<script>alert(1)</script>')
  const { fileUrl } = await start(t, { type: 'text/html', body })
  const { headers } = await fetch(fileUrl)
  t.equal(headers.get('content-security-policy'), "default-src 'none'; sandbox")
  t.equal(headers.get('x-content-type-options'), 'nosniff')
})

t.test('an address that was not signed here leads to nothing', async (t) => {
  const { fileUrl } = await start(t, PNG)
  const statusOf = async (change: (url: URL) => void) => {
    const url = new URL(fileUrl)
    change(url)
    return (await fetch(url)).status
  }
  t.equal(await statusOf(() => {}), 200)
  for (const change of [
    (url: URL) => url.searchParams.delete('signature'),
    (url: URL) => url.searchParams.set('signature', 'é'.repeat(43)),
    (url: URL) => url.searchParams.append('signature', 'again'),
    (url: URL) => url.searchParams.set('expires', `${url.searchParams.get('expires')}0`),
    (url: URL) => {
      url.pathname += '0'
    },
    (url: URL) => {
      url.search = ''
    }
  ])
    t.equal(await statusOf(change), 404, String(change))
})

t.test('a file is there for as long as the handler says', async (t) => {
  const files = filesAt(HTTPS)
  const addresses = [
    await files.serve(PNG),
    await files.serve(PNG, { keepForMs: 60_000 }),
    await files.serve(PNG, { keepForMs: 1 }) // the last, because the store removes expired files when it gets one
  ]
  await sleep(5)
  const kept = { type: 'image/png', bytes: PNG.body }
  const found = await Promise.all(addresses.map((address) => findAt(files, address)))
  t.same(found, [kept, kept, undefined])
})

t.test('addresses that were signed with the old secret are good while it is rotated', async (t) => {
  const store = createMemoryFiles()
  const askWebhookUrl = async () => HTTPS
  const address = await createFiles({ store, secrets: ['old'], askWebhookUrl }).serve(PNG)
  t.ok(await findAt(createFiles({ store, secrets: ['new', 'old'], askWebhookUrl }), address))
  t.notOk(await findAt(createFiles({ store, secrets: ['new'], askWebhookUrl }), address))
})

t.test('a file is below the address that LINE has registered', async (t) => {
  t.match(
    await filesAt('https://bot.example/bots/1/echobot/callback').serve(PNG),
    /^https:\/\/bot\.example\/bots\/1\/echobot\/files\/[\w-]{36}\?/
  )
  t.match(
    await filesAt('http://localhost:8000/echobot/callback/').serve(PNG),
    /^http:\/\/localhost:8000\/echobot\/files\//
  )
  await t.rejects(filesAt('http://bot.example/echobot/callback/').serve(PNG), {
    message: 'serve(): LINE fetches files over https only, and the registered webhook URL is not https'
  })
  await t.rejects(filesAt('https://bot.example/hook').serve(PNG), { message: /: it does not$/ })
  await t.rejects(filesAt(undefined).serve(PNG), { message: /: none is registered$/ })
})

t.test('LINE is asked for the address once, and again after a failure', async (t) => {
  const answers = [() => Promise.reject(new Error('LINE is down')), async () => HTTPS]
  let asked = 0
  const files = createFiles({
    store: createMemoryFiles(),
    secrets: [SECRET],
    askWebhookUrl: async () => (answers[asked++] as () => Promise<string>)()
  })
  await t.rejects(files.serve(PNG), { message: 'LINE is down' })
  await files.serve(PNG)
  await files.serve(PNG)
  t.equal(asked, 2)
})

t.test('a file has 10 MB at most, as bytes or as a stream', async (t) => {
  const files = filesAt(HTTPS)
  const message = 'serve(): the file is larger than 10000000 bytes'
  const most = new Uint8Array(10_000_000)
  t.ok(await files.serve({ type: 'image/png', body: most }))
  await t.rejects(files.serve({ type: 'image/png', body: new Uint8Array(10_000_001) }), { message })
  async function* endless() {
    for (;;) yield new Uint8Array(1_000_000)
  }
  await t.rejects(files.serve({ type: 'image/png', body: endless() }), { message })
})

t.test('in memory, the oldest files make room', async (t) => {
  const files = filesAt(HTTPS)
  const file = { type: 'image/png', body: new Uint8Array(10_000_000) }
  const addresses: string[] = []
  for (let i = 0; i < 8; i++) addresses.push(await files.serve(file))
  const found = await Promise.all(addresses.map(async (address) => Boolean(await findAt(files, address))))
  t.same(found, [false, false, true, true, true, true, true, true])
})
