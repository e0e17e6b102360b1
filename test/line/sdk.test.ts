import t from 'tap'
import { createSdk, isCustomHost } from '../../src/line/sdk.ts'
import { startLine } from '../helper.ts'

t.test('is LINE’s client, created once for each token', async (t) => {
  const line = await startLine(t)
  const sdkFor = createSdk(line.url)
  const client = await sdkFor('access-token')
  t.match(await client.getBotInfo(), { displayName: 'Echo bot' })
  t.equal(await sdkFor('access-token'), client)
  const other = await sdkFor('another')
  t.not(other, client)
  await t.rejects(other.getBotInfo(), { name: 'HTTPFetchError', status: 401 })
})

t.test('only LINE’s own host is LINE', async (t) => {
  for (const address of ['https://api.line.me', 'https://api.line.me/', 'https://API.LINE.ME:443/']) {
    t.equal(isCustomHost(address), false, address)
  }
  for (const address of [
    'http://localhost:8001',
    'https://api.line.me.example',
    'https://example/api.line.me'
  ]) {
    t.equal(isCustomHost(address), true, address)
  }
})
