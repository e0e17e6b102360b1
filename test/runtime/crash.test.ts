import t from 'tap'
import { freePort, spawnBot, startLine, until } from '../helper.ts'

const EVENTS = 600
const AT_ONCE = 10
const KILLS = 4

t.test(
  'killed again and again, the bot loses no event it said 200 to, and replies to none twice',
  async (t) => {
    const line = await startLine(t, { redelivery: true, redeliveryDelaysMs: Array(2_000).fill(100) })
    line.faults.set({ latencyMs: 15 })
    const port = await freePort()
    let bot = await spawnBot(t, line, {}, { port })

    const ids: string[] = []
    async function talk() {
      while (ids.length < EVENTS) {
        const [event] = line.create({ type: 'text' })
        ids.push(event?.webhookEventId ?? '')
        if (event) await line.deliver([event])
      }
    }
    async function kill() {
      for (let kills = 1; kills <= KILLS; kills++) {
        await until(() => line.accepted().length >= (kills * EVENTS) / (KILLS + 1))
        bot.child.kill('SIGKILL')
        await bot.exited
        bot = await spawnBot(t, line, {}, { port })
      }
    }
    await Promise.all([kill(), ...Array.from({ length: AT_ONCE }, talk)])

    const webhooks = () => line.exchanges.list().filter((exchange) => exchange.kind === 'webhook')
    const taken = () =>
      new Set(
        webhooks()
          .filter(({ status }) => status === 200)
          .flatMap((one) => one.webhookEventIds)
      )
    await until(() => taken().size === ids.length)
    t.comment(
      `${KILLS} kills, ${webhooks().length} webhooks and ${line.calls().length} calls for ${ids.length} events`
    )
    t.ok(webhooks().length > ids.length + KILLS, 'the kills hit webhooks')
    t.same(line.repliedTo().sort(), ids.sort(), 'each event was replied to exactly once')
  }
)
