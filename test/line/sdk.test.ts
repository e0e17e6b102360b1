import t, { type Test } from 'tap'
import { createSdk } from '../../src/line/sdk.ts'
import { startLine } from '../helper.ts'
import { startServer } from './servers.ts'

async function startOdd(t: Test) {
  const paths: (string | undefined)[] = []
  const { url } = await startServer(t, (request, response) => {
    paths.push(`${request.method} ${request.url}`)
    request.resume()
    response.setHeader('content-type', 'application/json').end('{}')
  })
  return { url, paths }
}

t.test('is LINE’s client, made once for each token', async (t) => {
  const line = await startLine(t)
  let token = 'access-token'
  const sdk = createSdk({ baseUrl: line.url, accessToken: async () => token })
  const client = await sdk()
  t.match(await client.getBotInfo(), { displayName: 'Echo bot' })
  t.equal(await sdk(), client)
  token = 'another'
  t.not(await sdk(), client)
  await t.rejects((await sdk()).getBotInfo(), { name: 'HTTPFetchError', status: 401 })
})

t.test('keeps the path of the base URL, with every method', async (t) => {
  const { url, paths } = await startOdd(t)
  for (const base of ['', '/', '/line', '/line/']) {
    const client = await createSdk({ baseUrl: url + base, accessToken: async () => 'token' })()
    await client.getProfile('U1')
    await client.pushMessage({ to: 'U1', messages: [] })
    await client.setWebhookEndpoint({ endpoint: 'https://a' })
    await client.deleteRichMenu('menu')
    await client.getMessageContent('1')
    await client.setRichMenuImage('menu', new Blob(['a'], { type: 'image/png' }))
    await client.createAudienceForUploadingUserIds(new Blob(['a']))
    const path = base.replace(/\/$/, '')
    t.same(
      paths.splice(0),
      [
        `GET ${path}/v2/bot/profile/U1`,
        `POST ${path}/v2/bot/message/push`,
        `PUT ${path}/v2/bot/channel/webhook/endpoint`,
        `DELETE ${path}/v2/bot/richmenu/menu`,
        `GET ${path}/v2/bot/message/1/content`,
        `POST ${path}/v2/bot/richmenu/menu/content`,
        `POST ${path}/v2/bot/audienceGroup/upload/byFile`
      ],
      base
    )
  }
})
