import t from 'tap'
import { runDoctor } from '../../src/cli/doctor.ts'
import { CALLBACK, environmentFor, freePort, issuing, SECRET, startBot, startLine } from '../helper.ts'
import { startRedis, withoutRedis } from '../redis.ts'
import { doctor, doctorProcess } from './run-doctor.ts'

t.test('prints a tick for each check when everything is set up', async (t) => {
  const line = await startLine(t)
  const { url } = await startBot(t, line)
  const { status, output } = await doctorProcess(t, line)
  t.equal(status, 0, output)
  t.same(output.trimEnd().split('\n'), [
    `✓ Node.js       ${process.versions.node}`,
    '✓ environment   complete',
    '✓ access token  LINE accepts it: the bot is Echo bot (@echobot).',
    '✓ clock         right',
    `✓ webhook URL   ${url}${CALLBACK}`,
    '✓ use webhook   It is on.',
    '✓ webhook test  LINE reaches the bot, and the bot accepts its signature',
    '✓ bot’s secret  the same as LINE_CHANNEL_SECRET here'
  ])
})

t.test('reports whether LINE issues an access token to a bot without one', async (t) => {
  const line = await startLine(t)
  await startBot(t, line, issuing(line))
  const well = await doctor(t, line, issuing(line))
  t.equal(well.status, 0, well.output)
  t.match(
    well.output,
    '✓ access token  issued with the channel ID and secret. LINE accepts it: the bot is Echo bot (@echobot).'
  )
  const wrong = await doctor(t, line, { ...issuing(line), LINE_CHANNEL_ID: '1234567890' })
  t.equal(wrong.status, 1)
  t.match(
    wrong.output,
    /✗ access token {2}LINE does not issue one\. LINE_CHANNEL_ID and LINE_CHANNEL_SECRET must be .*\(400\):/
  )
  const away = { ...issuing(line), LINE_API_BASE_URL: `http://127.0.0.1:${await freePort()}` }
  t.match(
    (await doctor(t, line, away)).output,
    /✗ access token {2}Not known yet\. LINE cannot be reached: check the network.* The error: ECONNREFUSED/
  )
})

t.test('prints the checks as JSON with --json', async (t) => {
  const line = await startLine(t)
  await startBot(t, line)
  const { status, output } = await doctor(t, line, {}, '--json')
  t.equal(status, 0)
  const checks: { check: string; state: string; message: string }[] = JSON.parse(output)
  t.same(
    checks.map(({ check, state }) => [check, state]),
    [
      'Node.js',
      'environment',
      'access token',
      'clock',
      'webhook URL',
      'use webhook',
      'webhook test',
      'bot’s secret'
    ].map((check) => [check, 'good'])
  )
  t.equal(checks[1]?.message, 'complete')
})

t.test('reports what is wrong with the environment', async (t) => {
  const line = await startLine(t)
  const { status, output } = await doctorProcess(t, line, { LINE_CHANNEL_SECRET: '', PORT: 'x' })
  t.equal(status, 1)
  t.match(
    output,
    /✗ environment {3}LINE_CHANNEL_SECRET is not set.*\n✗ environment {3}PORT is "[^"]*"\. It takes a whole number/
  )
  const doubtful = await doctor(t, line, { LINE_CHANNEL_SECRET: '"quoted"' })
  t.match(doubtful.output, /! environment {3}LINE_CHANNEL_SECRET starts and ends with a quote/)
})

t.test('reports that the secret is being rotated, and what to do next', async (t) => {
  const line = await startLine(t)
  const old = '0123456789abcdef0123456789abcdef'
  const both = { LINE_CHANNEL_SECRET: `${SECRET},${old}` }
  await startBot(t, line, both)
  const { status, output } = await doctor(t, line, both)
  t.equal(status, 0, output)
  t.match(output, '✓ environment   complete')
  t.match(
    output,
    /! secrets {7}LINE_CHANNEL_SECRET has two\. .*"LINE signs with the first secret".*remove the second one/
  )
  t.notMatch(output, old)

  const swapped = await doctor(t, line, { ...issuing(line), LINE_CHANNEL_SECRET: `${old},${SECRET}` })
  t.equal(swapped.status, 1)
  t.match(
    swapped.output,
    /✗ access token {2}LINE does not issue one\. .*Of two secrets, the first is used: put the new one first\./
  )
  t.notMatch(swapped.output, old)
})

t.test('reports an access token that LINE refuses, and a LINE that cannot be reached', async (t) => {
  const line = await startLine(t)
  const refused = await doctor(t, line, { LINE_CHANNEL_ACCESS_TOKEN: 'wrong' })
  t.equal(refused.status, 1)
  t.match(
    refused.output,
    /✗ access token {2}LINE refuses it\. Issue a new one .*\(LINE Developers Console: https/
  )
  t.match(refused.output, 'LINE’s error message (401): Authentication failed. Confirm that the access token')
  t.match(refused.output, /– webhook test {2}LINE has to accept the access token first/)
  const unreachable = await doctor(t, line, { LINE_API_BASE_URL: `http://127.0.0.1:${await freePort()}` })
  t.equal(unreachable.status, 1)
  t.match(
    unreachable.output,
    /✗ access token {2}Not known yet\. LINE cannot be reached: check the network.* The error: ECONNREFUSED/
  )
})

t.test('reports a webhook URL that is missing, wrong, or switched off', async (t) => {
  const line = await startLine(t)
  const none = await doctor(t, line)
  t.equal(none.status, 1)
  t.match(
    none.output,
    /✗ webhook URL {3}No address is registered\. npm run doctor -- --set-webhook https:\/\/HOST\/echobot/
  )
  const { url } = await startBot(t, line)
  line.settings.webhookUrl = `${url}/callback`
  const other = await doctor(t, line)
  t.match(
    other.output,
    /✗ webhook URL {3}.*\/callback is registered, but the bot responds at \/echobot\/callback\//
  )
  t.match(
    other.output,
    /✗ webhook test {2}The bot never responds with 404: this is not its address. The bot responds at \/echobot/
  )
  line.settings.useWebhook = false
  line.settings.webhookUrl = `${url}${CALLBACK}`
  const off = await doctor(t, line)
  t.match(off.output, /✗ use webhook {3}It is off\. Your channel › .*\(LINE Developers Console: https/)
  t.equal(off.status, 1)
})

t.test('explains the result of LINE’s own test of the webhook URL', async (t) => {
  const line = await startLine(t)
  await startBot(t, line, { LINE_CHANNEL_SECRET: 'of another channel' })
  t.match(
    (await doctor(t, line)).output,
    /✗ webhook test {2}403: LINE_CHANNEL_SECRET belongs to another.* firewall/
  )
  line.settings.webhookUrl = `http://127.0.0.1:${await freePort()}${CALLBACK}`
  t.match(
    (await doctor(t, line)).output,
    /✗ webhook test {2}LINE cannot connect\. Check that the bot is running/
  )
})

t.test('registers a webhook URL and has LINE test it, but not without confirmation', async (t) => {
  const line = await startLine(t)
  const { url } = await startBot(t, line)
  const endpoint = `${url}${CALLBACK}`
  line.settings.webhookUrl = 'https://old.example/callback'
  const cautious = await doctorProcess(t, line, {}, '--set-webhook', endpoint)
  t.equal(cautious.status, 1)
  t.match(cautious.output, 'Nothing was changed. To register the address without confirmation, add --yes')
  t.equal(line.settings.webhookUrl, 'https://old.example/callback')

  const done = await doctor(t, line, {}, '--set-webhook', endpoint, '--yes')
  t.equal(done.status, 0, done.output)
  t.equal(line.settings.webhookUrl, endpoint)
  t.match(done.output, '✓ webhook test')
  t.equal(
    (await doctor(t, line, {}, '--set-webhook', endpoint)).status,
    0,
    'nothing to change, nothing to ask'
  )
})

t.test('asks before it registers a webhook URL, and takes only yes for a yes', async (t) => {
  const line = await startLine(t)
  const { url } = await startBot(t, line)
  const endpoint = `${url}${CALLBACK}`
  line.settings.webhookUrl = 'https://old.example/callback'
  const run = async (answer: string) => {
    const questions: string[] = []
    const output: string[] = []
    const result = runDoctor({
      args: ['--set-webhook', endpoint],
      environment: () => environmentFor(line),
      output: { log: (text: string) => void output.push(text) },
      ask: async (question) => {
        questions.push(question)
        return answer
      }
    })
    return { result: await result.catch(({ message }: Error) => message), questions }
  }
  const question = `LINE sends webhooks to https://old.example/callback. Send them to ${endpoint}? [y/N] `
  for (const answer of ['', 'n', 'yesterday']) {
    t.same(await run(answer), { result: 'Nothing was changed.', questions: [question] })
    t.equal(line.settings.webhookUrl, 'https://old.example/callback')
  }
  t.same(await run(' Yes '), { result: 0, questions: [question] })
  t.equal(line.settings.webhookUrl, endpoint)
})

t.test('registers neither an invalid address nor one that LINE refuses', async (t) => {
  const line = await startLine(t)
  const nonsense = await doctorProcess(t, line, {}, '--set-webhook', 'HOST/callback', '--yes')
  t.equal(nonsense.status, 1)
  t.match(nonsense.output, '--set-webhook needs the address of the bot: https://HOST/echobot/callback/')
  const refused = await doctor(
    t,
    line,
    {},
    '--set-webhook',
    `https://${'x'.repeat(600)}.example/echobot/callback/`,
    '--yes'
  )
  t.equal(refused.status, 1)
  t.match(refused.output, /LINE did not register the address\. .*\(400\): Invalid webhook endpoint URL/)
  for (const address of ['https://YOUR-ADDRESS/echobot/callback/', 'https://bot.example/callback']) {
    const { status, output } = await doctor(t, line, {}, '--set-webhook', address, '--yes')
    t.equal(status, 1)
    t.match(output, 'Nothing was changed')
  }
  const unset = await doctor(
    t,
    line,
    { LINE_CHANNEL_SECRET: '' },
    '--set-webhook',
    'https://bot.example/',
    '--yes'
  )
  t.match(unset.output, 'LINE_CHANNEL_SECRET is not set')
  t.match((await doctorProcess(t, line, {}, '--help-me')).output, /Unknown option '--help-me'/)
})

t.test('prints its usage with --help, and checks nothing', async (t) => {
  const line = await startLine(t)
  const { status, output } = await doctor(t, line, { LINE_CHANNEL_SECRET: '' }, '--help')
  t.equal(status, 0)
  for (const option of ['--set-webhook', '--yes', '--json', '--help']) t.ok(output.includes(option), option)
  t.notMatch(output, 'is not set')
  t.same(line.exchanges.list(), [])
})

const redisLine = ({ output }: { output: string }) =>
  output.split('\n').find((line) => / Redis {2}/.test(line))

t.test('checks Redis when REDIS_URL is set', { skip: withoutRedis }, async (t) => {
  const line = await startLine(t)
  await startBot(t, line)
  const redis = await startRedis(t)
  const well = await doctor(t, line, { REDIS_URL: redis.url })
  t.match(redisLine(well), /^✓ Redis {9}\d+\.\d+.*, failed events: 0/)
  t.equal(well.status, 0)
  await redis.redis.config('SET', 'maxmemory-policy', 'allkeys-lru')
  t.match(redisLine(await doctor(t, line, { REDIS_URL: redis.url })), /^✗ Redis .*noeviction/)
  await redis.kill()
  const away = await doctor(t, line, { REDIS_URL: redis.url })
  t.equal(redisLine(away), '✗ Redis         nothing is listening at REDIS_URL: is Redis running there?')
  t.equal(away.status, 1)
})

t.test('has a job handled in Redis, and leaves nothing of it there', { skip: withoutRedis }, async (t) => {
  const line = await startLine(t)
  const { redis, url } = await startRedis(t)
  const weakUrl = url.replace('//', '//weak:pw@')
  for (const command of ['evalsha', 'bzpopmin', 'rpoplpush', 'del', 'hset']) {
    await redis.acl('SETUSER', 'weak', 'reset', 'on', '>pw', '~*', '+@all', `-${command}`)
    const found = redisLine(await doctor(t, line, { REDIS_URL: weakUrl }))
    t.match(found, /^✗ Redis {9}the user in REDIS_URL may not .*: .*redis-cli ACL SETUSER NAME \+/, command)
    t.same(await redis.keys('*'), [], command)
  }
  await redis.acl('SETUSER', 'weak', 'reset', 'on', '>pw', '~line-echobot:*', '+@all')
  t.match(redisLine(await doctor(t, line, { REDIS_URL: weakUrl })), '✓ Redis')
  t.same(await redis.keys('*'), ['line-echobot:events:meta'], 'what a bot writes at its start')
})

t.test('says what is not known when Redis does not permit INFO', { skip: withoutRedis }, async (t) => {
  const line = await startLine(t)
  await startBot(t, line)
  const { redis, url } = await startRedis(t)
  await redis.acl('SETUSER', 'weak', 'on', '>pw', '~*', '+@all', '-info')
  const found = await doctor(t, line, { REDIS_URL: url.replace('//', '//weak:pw@') })
  t.equal(
    redisLine(found),
    '! Redis         the user in REDIS_URL may not use INFO: the bot works, but cannot check whether Redis has room. Allow it: redis-cli ACL SETUSER NAME +info'
  )
  t.equal(found.status, 0)
})

t.test('gives up a Redis that does not respond', { skip: withoutRedis }, async (t) => {
  const line = await startLine(t)
  const redis = await startRedis(t)
  redis.freeze()
  const found = await doctor(t, line, { REDIS_URL: redis.url })
  t.equal(redisLine(found), '✗ Redis         Redis does not respond: it may be overloaded or unreachable')
})
