import t from 'tap'
import { ConfigError } from '../../src/config/config-error.ts'
import { parseDotEnv } from '../../src/config/dot-env.ts'
import { matches, spawnProcess, startLine } from '../helper.ts'

const TEXT = 'LINE_CHANNEL_SECRET="a b"\nDEFAULT_REPLY_TEXT=只有文字 🤨\n'
const VALUES = { LINE_CHANNEL_SECRET: 'a b', DEFAULT_REPLY_TEXT: '只有文字 🤨' }

const utf16le = (text: string) => Buffer.from(text, 'utf16le')
const utf16be = (text: string) => utf16le(text).swap16()

t.test('reads .env in each encoding that an editor or a shell writes', async (t) => {
  const windows = TEXT.replaceAll('\n', '\r\n')
  for (const [name, bytes] of Object.entries({
    'UTF-8': Buffer.from(TEXT),
    'UTF-8 with a byte order mark': Buffer.from(`\uFEFF${TEXT}`),
    'UTF-8, Windows': Buffer.from(`\uFEFF${windows}`),
    'UTF-8, lines end with CR': Buffer.from(TEXT.replaceAll('\n', '\r')),
    'UTF-16 LE, PowerShell 5': utf16le(`\uFEFF${windows}`),
    'UTF-16 LE without a byte order mark': utf16le(windows),
    'UTF-16 BE': utf16be(`\uFEFF${TEXT}`),
    'UTF-16 BE without a byte order mark': utf16be(TEXT)
  })) {
    t.same(parseDotEnv(bytes), VALUES, name)
  }
  for (const empty of ['', '\uFEFF']) t.same(parseDotEnv(Buffer.from(empty)), {})
})

t.test('says that .env is in another encoding, and nothing of what is in it', async (t) => {
  for (const [name, bytes] of Object.entries({
    Big5: Buffer.from([...Buffer.from('LINE_CHANNEL_SECRET=x\n# '), 0xa4, 0xa4, 0xa4, 0xe5]),
    'UTF-32': Buffer.from([0xff, 0xfe, 0, 0, 0x41, 0, 0, 0]),
    'half a UTF-16 character': utf16le(`\uFEFF${TEXT}`).subarray(0, -1),
    zeros: Buffer.from('LINE_CHANNEL_SECRET=x\0\n')
  })) {
    t.throws(
      () => parseDotEnv(bytes),
      new ConfigError([{ variable: '.env', message: '.env is neither UTF-8 nor UTF-16: save it as UTF-8' }]),
      name
    )
  }
})

t.test('the bot starts with an .env in UTF-16, and with a bad one says so and ends', async (t) => {
  const line = await startLine(t)
  const environment = {
    NODE_ENV: '',
    LINE_CHANNEL_SECRET: undefined,
    LINE_CHANNEL_ACCESS_TOKEN: undefined,
    PORT: '0'
  }
  const start = (env: Buffer | Record<string, never>) =>
    spawnProcess(t, line, 'test/plain-bot/web.ts', environment, { cwd: t.testdir({ '.env': env }) })
  const variables = '\uFEFFLINE_CHANNEL_SECRET=x\r\nLINE_CHANNEL_ACCESS_TOKEN=y\r\n'
  const good = start(utf16le(variables))
  await good.says('listening')
  good.child.kill('SIGTERM')
  await good.exited
  const bad = start(Buffer.from([0xa4, 0xa4]))
  t.same(await bad.exited, [1, null])
  matches(t, bad.log(), [{ level: 'fatal', variable: '.env', msg: /save it as UTF-8/ }])
  const folder = start({})
  t.same(await folder.exited, [1, null])
  matches(t, folder.log(), [{ level: 'fatal', variable: '.env', msg: /cannot be read \(EISDIR\)/ }])
})
