import fastifyEnv from '@fastify/env'
import Fastify from 'fastify'
import t from 'tap'
import { channelSecretsOf, config, credentialsOf } from '../src/config/config.ts'
import { schema } from '../src/config/schema.ts'
import { captureLog, matches } from './helper.ts'

const SECRET = '8c570fa6dd201bb328f1c1eac23a96d8'
const OLD_SECRET = '0123456789abcdef0123456789abcdef'
const TOKEN = `${'aB3+/'.repeat(34)}=`
const GOOD = { LINE_CHANNEL_SECRET: SECRET, LINE_CHANNEL_ACCESS_TOKEN: TOKEN }

async function read(environment: Record<string, string | undefined>) {
  const { log, records } = await captureLog()
  const app = Fastify({ loggerInstance: log as never })
  await app.register(config, { environment })
  return { config: app.config, hints: records.map(({ msg }) => msg) }
}

/** The problems of an environment, a line each. */
const problems = (environment: Record<string, string | undefined>) =>
  read(environment).then(
    () => [],
    (error) => error.message.split('\n') as string[]
  )

t.test('needs a secret and an access token, and has a default for the rest', async (t) => {
  t.strictSame(await read(GOOD), {
    config: {
      ...GOOD,
      GROUP_REPLIES: 'all',
      LOADING_ANIMATION: false,
      STATUS_PAGE: true,
      PORT: 8000,
      HOST: '::',
      LOG_LEVEL: 'info',
      REDIS_TLS_REJECT_UNAUTHORIZED: true,
      WORKER_CONCURRENCY: 200,
      EVENTS_PER_SECOND: 2000,
      LINE_API_BASE_URL: 'https://api.line.me'
    },
    hints: []
  })
})

t.test('needs no long-lived token when it has the channel id', async (t) => {
  const { config, hints } = await read({ LINE_CHANNEL_SECRET: SECRET, LINE_CHANNEL_ID: ' 2000000001 ' })
  t.equal(config.LINE_CHANNEL_ID, '2000000001')
  t.notOk('LINE_CHANNEL_ACCESS_TOKEN' in config)
  t.same(hints, [])
  t.same(await problems({ ...GOOD, LINE_CHANNEL_ID: '2000000001' }), [], 'both are allowed, too')
  matches(t, await problems({ ...GOOD, LINE_CHANNEL_ID: SECRET }), [
    /^LINE_CHANNEL_ID looks like a Channel secret/
  ])
})

t.test('says that one of the two is missing, beside everything else', async (t) => {
  matches(t, await problems({ LINE_CHANNEL_SECRET: SECRET }), [
    /^Set LINE_CHANNEL_ID \(recommended\) or LINE_CHANNEL_ACCESS_TOKEN\..*Channel ID.*long-lived/
  ])
  matches(t, await problems({ PORT: 'abc' }), [
    /^LINE_CHANNEL_SECRET is not set/,
    /^Set LINE_CHANNEL_ID \(recommended\) or LINE_CHANNEL_ACCESS_TOKEN/,
    /^PORT is "abc"/
  ])
})

t.test('trims values, takes a blank one for unset, and leaves what is not its own alone', async (t) => {
  const { config } = await read({
    ...GOOD,
    LINE_CHANNEL_SECRET: ` ${SECRET}\n`,
    PORT: ' ',
    HOST: '',
    PATH: '/bin'
  })
  matches(t, config, { LINE_CHANNEL_SECRET: SECRET, PORT: 8000, HOST: '::' })
  t.notOk('PATH' in config)
})

t.test(
  'reports every problem at once, with what the variable takes, and its value unless it is secret',
  async (t) => {
    const found = await problems({
      LINE_CHANNEL_SECRET: ' ',
      LINE_CHANNEL_ACCESS_TOKEN: 'with a space',
      PORT: 'abc',
      LOG_LEVEL: 'loud',
      STATUS_PAGE: SECRET,
      LINE_API_BASE_URL: 'api.line.me'
    })
    t.match(
      found[0],
      /^LINE_CHANNEL_SECRET is not set\. Verifies webhooks\. LINE Developers Console > .*\.env\.example/
    )
    t.same(found.slice(1), [
      'LINE_CHANNEL_ACCESS_TOKEN has a value that is not allowed. It takes one line without spaces',
      'STATUS_PAGE has a value that is not allowed. It takes true or false',
      'PORT is "abc". It takes a whole number up to 65535',
      'LOG_LEVEL is "loud". It takes trace, debug, info, warn, error, fatal or silent',
      'LINE_API_BASE_URL is "api.line.me". It takes https://host or http://host:port, without a path'
    ])
  }
)

t.test('sees that the id and the secret of a channel are swapped', async (t) => {
  const idOf = (LINE_CHANNEL_ID: string, LINE_CHANNEL_SECRET = SECRET) =>
    problems({ LINE_CHANNEL_ID, LINE_CHANNEL_SECRET })
  t.same(await idOf(OLD_SECRET, '2000000001'), [
    'LINE_CHANNEL_ID and LINE_CHANNEL_SECRET have each other’s value: swap them'
  ])
  t.same(await idOf(OLD_SECRET), [
    'LINE_CHANNEL_ID looks like a Channel secret: the Channel ID is above it, ten digits'
  ])
  t.same(await idOf('@my-bot'), ['LINE_CHANNEL_ID has a value that is not allowed. It takes digits only'])
  t.same(await idOf('my-bot'), ['LINE_CHANNEL_ID is "my-bot". It takes digits only'])
})

t.test('refuses what no port is', async (t) => {
  for (const PORT of ['-1', '65536', '80.5', 'x']) {
    matches(t, await problems({ ...GOOD, PORT }), [/^PORT .*whole number/], PORT)
  }
  t.same(await problems({ ...GOOD, PORT: '0' }), [])
})

t.test('refuses what is no address of a Messaging API', async (t) => {
  const bad = [
    'http://host:99999',
    'http://[::1',
    'https://%zz',
    'https://user:pass@host',
    'ftp://host',
    'https://host/?a=1',
    'https://host/line/'
  ]
  for (const LINE_API_BASE_URL of bad) {
    matches(t, await problems({ ...GOOD, LINE_API_BASE_URL, LOG_LEVEL: 'loud' }), [
      /^LOG_LEVEL/,
      /^LINE_API_BASE_URL/
    ])
  }
  for (const LINE_API_BASE_URL of ['http://localhost:8001', 'HTTPS://host/', 'http://[::1]:80']) {
    t.same(await problems({ ...GOOD, LINE_API_BASE_URL }), [])
  }
})

t.test('hints at what looks like a mix-up', async (t) => {
  const hints = async (change: object) => (await read({ ...GOOD, ...change })).hints
  matches(t, await hints({ LINE_CHANNEL_SECRET: '1234567890' }), [/looks like a Channel ID/])
  matches(t, await hints({ LINE_CHANNEL_SECRET: TOKEN }), [/looks like a channel access token/])
  matches(t, await hints({ LINE_CHANNEL_SECRET: `"${SECRET}"` }), [/leave the quotes out/])
  matches(t, await hints({ LINE_CHANNEL_SECRET: 'anything' }), [/not 32 hexadecimal digits/])
  matches(t, await hints({ LINE_CHANNEL_ID: '12345' }), [/not ten digits/])
  matches(t, await hints({ LINE_CHANNEL_ACCESS_TOKEN: `'${TOKEN}'` }), [/leave the quotes out/])
  matches(t, await hints({ LINE_CHANNEL_ACCESS_TOKEN: SECRET }), [/looks like a Channel secret/])
  matches(t, await hints({ LINE_CHANNEL_ACCESS_TOKEN: '1234567890' }), [/looks like a Channel ID/])
})

t.test('has two channel secrets during a rotation, and issues tokens with the first', async (t) => {
  const LINE_CHANNEL_ID = '2000000001'
  for (const LINE_CHANNEL_SECRET of [`${SECRET},${OLD_SECRET}`, ` ${SECRET} , ${OLD_SECRET} `]) {
    const { config, hints } = await read({ LINE_CHANNEL_SECRET, LINE_CHANNEL_ID })
    t.same(channelSecretsOf(config), [SECRET, OLD_SECRET])
    matches(t, credentialsOf(config), { channelSecret: SECRET })
    t.same(hints, [])
  }
  const { config } = await read(GOOD)
  t.same(channelSecretsOf(config), [SECRET])
})

t.test('refuses a secret that is blank, and more than two', async (t) => {
  for (const LINE_CHANNEL_SECRET of [
    ',',
    `${SECRET},`,
    `,${SECRET}`,
    `${SECRET}, ,${OLD_SECRET}`,
    `${SECRET},${OLD_SECRET},${SECRET}`
  ]) {
    const found = await problems({ ...GOOD, LINE_CHANNEL_SECRET })
    matches(
      t,
      found,
      [
        'LINE_CHANNEL_SECRET has a value that is not allowed. It takes one secret, or two separated by a comma'
      ],
      LINE_CHANNEL_SECRET
    )
    t.notMatch(found.join(), SECRET)
  }
})

t.test('hints at a mix-up in either of two channel secrets', async (t) => {
  const hints = async (...secrets: string[]) =>
    (await read({ ...GOOD, LINE_CHANNEL_SECRET: secrets.join() })).hints
  matches(t, await hints(SECRET, '1234567890'), [
    /^the second secret in LINE_CHANNEL_SECRET looks like a Channel ID/
  ])
  matches(t, await hints(TOKEN, 'anything'), [
    /^the first secret in LINE_CHANNEL_SECRET looks like a channel access token/,
    /^the second secret in LINE_CHANNEL_SECRET is not 32 hexadecimal digits/
  ])
  matches(t, await hints(SECRET, `"${OLD_SECRET}"`), [/^the second secret .*leave the quotes out/])
  matches(t, await hints(`"${SECRET}`, `${OLD_SECRET}"`), [/^LINE_CHANNEL_SECRET .*leave the quotes out/])
  matches(t, await hints(SECRET, SECRET), [/^LINE_CHANNEL_SECRET has the same secret twice: remove one/])
  matches(t, await hints('anything', 'anything'), [/the same secret twice/, /not 32 hexadecimal digits/])
  const { config } = await read({ ...GOOD, LINE_CHANNEL_SECRET: `${SECRET},${SECRET}` })
  t.same(channelSecretsOf(config), [SECRET])
})

t.test('refuses what is no address of a Redis, and a switch that is neither on nor off', async (t) => {
  for (const REDIS_URL of [
    'localhost:6379',
    'http://localhost',
    'redis://',
    'redis://a b',
    'redis://a/x',
    'redis://:%@a'
  ]) {
    matches(
      t,
      await problems({ ...GOOD, REDIS_URL }),
      [/^REDIS_URL has a value that is not allowed\. It takes redis:\/\//],
      REDIS_URL
    )
  }
  for (const REDIS_URL of ['redis://localhost', 'rediss://:p%40ss@host.example:6380/1']) {
    t.same(await problems({ ...GOOD, REDIS_URL }), [], REDIS_URL)
  }
  const { config } = await read({ ...GOOD, REDIS_TLS_REJECT_UNAUTHORIZED: 'false' })
  t.equal(config.REDIS_TLS_REJECT_UNAUTHORIZED, false)
  matches(t, await problems({ ...GOOD, REDIS_TLS_REJECT_UNAUTHORIZED: 'no' }), [
    /is "no"\. It takes true or false$/
  ])
})

t.test('is read by a schema that is one, which no start has to check', async (t) => {
  const validated = async (extra: object) => {
    await Fastify().register(fastifyEnv, {
      schema: { ...schema, ...extra },
      data: GOOD,
      env: false,
      dotenv: false,
      ajv: {
        customOptions: (ajv) =>
          ajv.addFormat('channel-secrets', true).addFormat('base-url', true).addFormat('redis-url', true)
      }
    })
  }
  await t.resolves(validated({}))
  await t.rejects(validated({ required: 'LINE_CHANNEL_SECRET' }), /schema is invalid/)
})

t.test('DEFAULT_REPLY_TEXT fits into one message', async (t) => {
  t.same(await problems({ ...GOOD, DEFAULT_REPLY_TEXT: 'x'.repeat(5_000) }), [])
  t.same(await problems({ ...GOOD, DEFAULT_REPLY_TEXT: 'x'.repeat(5_001) }), [
    'DEFAULT_REPLY_TEXT has a value that is not allowed. It takes at most 5,000 characters'
  ])
})

t.test('of two secrets, the first one issues access tokens', async (t) => {
  const { config } = await read({
    LINE_CHANNEL_SECRET: `${SECRET},${OLD_SECRET}`,
    LINE_CHANNEL_ID: '2000000001'
  })
  t.same(credentialsOf(config), { type: 'channel', channelId: '2000000001', channelSecret: SECRET })
})
