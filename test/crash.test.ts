import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { redelivered, textEvent } from './events.ts'
import { startLine } from './fake-line.ts'
import { delivererTo, freePort, spawnBot } from './helper.ts'

const EVENTS = 1_000
const SENDERS = 10
const KILLS = 5

t.test(
  'killed again and again, the bot loses no event it said 200 to, and replies to none twice',
  { timeout: 50_000 },
  async (t) => {
    const line = await startLine(t)
    line.usually = { delay: 15 }
    const port = await freePort()
    const start = () => spawnBot(t, { LINE_API_BASE_URL: line.url }, { port })
    let bot = await start()
    const deliver = delivererTo(bot.url)

    // LINE with redelivery switched on: what got no 200 is delivered again.
    const waiting = Array.from({ length: EVENTS }, (_, i) => textEvent(`event ${i}`))
    const events = [...waiting]
    let redeliveries = 0
    async function send() {
      for (let event = waiting.pop(); event; event = waiting.pop()) {
        for (let again = event; ; again = redelivered(event), redeliveries++) {
          const answer = await deliver(again).catch(() => undefined)
          if (answer?.status === 200) break
          await sleep(20)
        }
      }
    }

    async function kill() {
      for (let kills = 0; kills < KILLS; kills++) {
        const callsBefore = line.calls.length
        while (line.calls.length < callsBefore + EVENTS / (KILLS * 2)) await sleep(1)
        bot.child.kill('SIGKILL')
        await bot.exited
        bot = await start()
      }
    }

    await Promise.all([kill(), ...Array.from({ length: SENDERS }, send)])
    t.comment(`${KILLS} kills, ${redeliveries} redeliveries, ${line.calls.length} calls for ${EVENTS} events`)
    t.ok(redeliveries > KILLS, 'the kills hit deliveries')
    const accepted = events.map(({ replyToken }) => line.accepted(replyToken).length)
    t.same(accepted, Array(EVENTS).fill(1), 'each event was replied to exactly once')
  }
)
