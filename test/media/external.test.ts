import { readFileSync } from 'node:fs'
import type { RequestListener } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import type { webhook } from '@line/bot-sdk'
import t, { type Test } from 'tap'
import { createContentReader } from '../../src/media/content.ts'
import { createFetchExternal, isPublic } from '../../src/media/external.ts'
import { selfSigned } from '../certificate.ts'

/** A server over https, and a bot that takes this machine for a public address, where told. */
async function start(t: Test, listener: RequestListener) {
  const [key, cert] = selfSigned(t).map((file) => readFileSync(file))
  const server = createServer({ key, cert }, listener).listen(0, 'localhost')
  t.teardown(() => server.close())
  await new Promise((resolve) => server.once('listening', resolve))
  const { address, family, port } = server.address() as AddressInfo
  const lookup = (_host: string, _options: object, callback: (...result: unknown[]) => void) =>
    callback(null, [{ address, family: family === 'IPv6' ? 6 : 4 }])
  const read = createContentReader({
    getContent: async () => t.fail('LINE does not have it') as never,
    fetchExternal: createFetchExternal({ ca: cert, lookup: lookup as never })
  })
  return {
    url: `https://localhost:${port}`,
    read: (url: string, options = {}) => read(picture(url), signal, options)
  }
}

const picture = (originalContentUrl: string) =>
  ({
    type: 'message',
    message: { id: '1', type: 'image', contentProvider: { type: 'external', originalContentUrl } }
  }) as unknown as webhook.Event

const { signal } = new AbortController()

t.test('what a LIFF app sent is fetched from where it is', async (t) => {
  const { url, read } = await start(t, (_request, response) => {
    response.writeHead(200, { 'content-type': 'image/png' }).write('12345')
    response.end('6')
  })
  const { type, body } = await read(`${url}/a.png`)
  t.same([type, (await buffer(body)).toString()], ['image/png', '123456'])
  await t.rejects(buffer((await read(url, { maxBytes: 5 })).body), { code: 'ERR_CONTENT_TOO_LARGE' })
})

t.test('another answer than 200 is an error, and a redirect is not followed', async (t) => {
  const { url, read } = await start(t, ({ url }, response) => {
    if (url === '/moved') response.writeHead(302, { location: '/' }).end()
    else response.writeHead(404).end('not here')
  })
  await t.rejects(read(`${url}/absent`), {
    message: 'the server of a file that a user sent responded with 404'
  })
  await t.rejects(read(`${url}/moved`), { name: 'TypeError' })
})

t.test('nobody reads through the bot what only the bot can reach', async (t) => {
  const read = createContentReader({
    getContent: async () => t.fail('LINE does not have it') as never,
    fetchExternal: createFetchExternal()
  })
  const refusalOf = (url: string) =>
    read(picture(url), signal).then(
      () => 'none',
      (error: Error) => (error.cause as Error | undefined)?.message ?? error.message
    )
  for (const url of ['', 'http://example.com/', 'file:///etc/passwd', 'not an address']) {
    t.match(await refusalOf(url), /not https$/, url)
  }
  for (const url of [
    'https://127.0.0.1/',
    'https://[::1]/',
    'https://[::ffff:10.0.0.1]/',
    'https://169.254.169.254/latest/meta-data/',
    'https://0x7f000001/',
    'https://localhost/'
  ]) {
    t.match(await refusalOf(url), /in a private network$/, url)
  }
})

t.test('knows which addresses are public', async (t) => {
  const addresses = ['8.8.8.8', '172.32.0.1', '2001:4860:4860::8888', '::ffff:8.8.8.8']
  t.same(addresses.map(isPublic), [true, true, true, true])
  const others = ['10.1.2.3', '172.31.255.255', '192.168.0.1', '100.64.0.1', '0.0.0.0', '255.255.255.255']
  t.same(
    [...others, '::', '::1', 'fd00::1', 'fe80::1', '::ffff:192.168.0.1', '64:ff9b::a00:1'].filter(isPublic),
    []
  )
})
