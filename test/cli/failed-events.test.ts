import t from 'tap'
import { matches, type ReplyEvent, spawnProcess, startBot, startLine, until } from '../helper.ts'
import { startRedis, withoutRedis } from '../redis.ts'

const MINUTE = 60_000

t.test('lists the failed events, and has them handled again', { skip: withoutRedis }, async (t) => {
  const line = await startLine(t)
  const redis = await startRedis(t)
  const environment = { REDIS_URL: redis.url }
  const bot = await startBot(t, line, environment)
  const run = async (...args: string[]) => {
    const program = spawnProcess(t, line, 'src/cli/failed-events.ts', environment, { args })
    t.same(await program.exited, [0, null])
    return program.output()
  }
  t.match(await run(), 'No event failed in the last 24 hours.')

  line.faults.set({ status: 500 })
  const timestamp = Date.now() - 20 * MINUTE + 3_000
  const [event] = line.create({ type: 'text', text: 'private', timestamp }) as [ReplyEvent]
  t.equal((await line.deliver([event])).status, 200)
  await bot.eventLog(event, 'failed')

  const list = await run()
  t.match(list, /failed at .* webhookEventId .* kind .* reason .* attempts /)
  t.match(list, new RegExp(`T.*Z'.*'${event.webhookEventId}'.*'message.text'.*'line-unavailable'.* \\d+ `))
  t.notMatch(list, 'private')

  await bot.app.close()
  await until(() => Date.now() > timestamp + 20 * MINUTE) // its reply token is dead: LINE's word counts
  t.match(await run('--retry'), '1 queued for a retry')
  t.match(await run(), 'No failed events are left. Waiting or being handled: 1;')

  line.faults.clear()
  const { eventLog } = await startBot(t, line, environment)
  matches(t, await eventLog(event, 'rejected'), { status: 400 }, 'LINE decides')
  await until(async () => (await run()).includes('No event failed in the last 24 hours.'))
})

t.test('says what is wrong with its surroundings', async (t) => {
  const line = await startLine(t)
  async function failure(environment: Record<string, string>, ...args: string[]) {
    const program = spawnProcess(t, line, 'src/cli/failed-events.ts', environment, { args })
    t.same(await program.exited, [1, null])
    return program.output()
  }
  const [unset, away, malformed, unknown] = await Promise.all([
    failure({}),
    failure({ REDIS_URL: 'redis://127.0.0.1:1' }),
    failure({ REDIS_URL: 'http://redis' }),
    failure({}, '--again')
  ])
  t.match(unset, 'REDIS_URL is not set: only Redis keeps failed events.')
  t.match(away, 'nothing is listening at REDIS_URL')
  t.match(malformed, /REDIS_URL has a value that is not allowed/)
  t.match(unknown, /Unknown option '--again'/)
})
