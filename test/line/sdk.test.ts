import t from 'tap'
import { createSdk, isCustomHost } from '../../src/line/sdk.ts'
import { matches, RUN_BOT, spawnBot, startLine } from '../helper.ts'

t.test('is LINE’s client, created once for each token', async (t) => {
  const line = await startLine(t)
  const sdkFor = createSdk(line.url)
  const client = await sdkFor('access-token')
  matches(t, await client.getBotInfo(), { displayName: 'Echo bot' })
  t.equal(await sdkFor('access-token'), client)
  const other = await sdkFor('another')
  t.not(other, client)
  await t.rejects(other.getBotInfo(), { name: 'HTTPFetchError', status: 401 })
})

/** Prints a line when the SDK is loaded. */
const REPORT_LOAD = `
  import { writeSync } from 'node:fs'
  import { registerHooks } from 'node:module'
  registerHooks({
    load(url, context, next) {
      if (url.endsWith('/@line/bot-sdk/dist/index.js')) writeSync(1, '{"msg":"SDK loaded"}\\n')
      return next(url, context)
    }
  })`

t.test('is loaded before the bot listens if a handler may use it, otherwise not at all', async (t) => {
  const messagesOf = async (file: string) => {
    const line = await startLine(t)
    const nodeOptions = ['--import', `data:text/javascript,${encodeURIComponent(REPORT_LOAD)}`]
    const { log } = await spawnBot(t, line, {}, { file: RUN_BOT, args: [file], nodeOptions })
    const follow = await line.send({ type: 'follow' })
    matches(t, follow, { delivery: { status: 200 }, replies: [{ type: 'text' }] })
    return log()
      .map(({ msg }) => msg.match(/SDK loaded|listening/)?.[0])
      .filter(Boolean)
  }
  t.same(await messagesOf('examples/ask-later.ts'), ['SDK loaded', 'listening'])
  t.same(await messagesOf('examples/first.ts'), ['listening'])
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
