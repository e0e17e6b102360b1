import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { matches, RUN_BOT, spawnBot, startLine, until } from '../../helper.ts'
import { answersIn, startSlowBot, userOf } from '../../slow.ts'

t.test('a stop of a bot with slow handlers, in memory', { jobs: 4 }, async (t) => {
  t.test(
    'on SIGTERM, what is at work has 15 seconds; then its user is told, and the exit is clean',
    async (t) => {
      const line = await startLine(t)
      const { ask, textsTo } = userOf(line)
      const bot = await spawnBot(t, line, {}, { file: RUN_BOT, args: ['examples/slow.ts'] })
      const [soon, late] = [ask('7'), ask('90')]
      await line.deliver([soon, late])
      bot.child.kill('SIGTERM')
      const stoppedAt = Date.now()
      t.same(await bot.exited, [0, null], 'and not 1, with which the watchdog ends it after 25 seconds')
      const ms = Date.now() - stoppedAt
      t.ok(ms > 12_000, `${ms} ms`)
      t.same(textsTo(soon), ['You asked: 7'], 'without a button, which would lead nowhere')
      t.same(textsTo(late), ['That did not work. Please ask again.'])
      matches(t, answersIn(bot.log()), [
        { level: 'warn', answer: 'lost', reason: 'stopped', webhookEventId: late.webhookEventId }
      ])
    }
  )

  t.test('work and answers behind a button end with the process, which does not wait for them', async (t) => {
    const { app, log, calls, ask, eventLog, deliver } = await startSlowBot(t, { patienceMs: 300 })
    const [ready, atWork, failed] = [ask('answer 400'), ask('answer 60000'), ask('throw 400')]
    await deliver([ready, atWork, failed])
    for (const each of [ready, atWork, failed]) await eventLog(each, 'replied')
    await sleep(500)
    const stoppedAt = Date.now()
    await app.close()
    t.ok(Date.now() - stoppedAt < 30_000, 'half of what the work takes')
    await until(() => answersIn(log).length === 3)
    t.same(
      answersIn(log)
        .map(({ answer, reason, kind }) => `${answer} ${reason} ${kind}`)
        .sort(),
      ['failed handler message.text', 'lost stopped message.text', 'lost stopped message.text']
    )
    t.ok(calls.some(({ text, signal }) => text === 'answer 60000' && signal.aborted))
  })

  t.test('while it stops, no button is sent: the answer is waited for', async (t) => {
    const { app, calls, ask, textsTo, deliver } = await startSlowBot(t, { patienceMs: 500 })
    const question = ask('answer 2000')
    void deliver(question)
    await until(() => calls.length === 1)
    await app.close()
    t.same(textsTo(question), ['the answer to answer 2000'])
  })
})
