import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import type { LogRecord } from '../../helper.ts'
import { matches, until } from '../../helper.ts'
import { answersIn, startSlowBot } from '../../slow.ts'

const LOADING = '/v2/bot/chat/loading/start'
const FAILED = 'That did not work. Please ask again.'
const GONE = 'That was too long ago. Please ask again.'

/** What tells in an event's line how it ended. */
const endOf = ({ outcome, reason, sent, gone }: LogRecord) =>
  [outcome, reason, sent, gone].filter((each) => each !== undefined).join(' ')

// They wait more than they work: side by side.
t.test('slow answers, in memory', { jobs: 8 }, async (t) => {
  t.test('an answer in time is an ordinary reply, of which nothing is kept', async (t) => {
    const { line, log, ask, textsTo, eventLog, deliver } = await startSlowBot(t)
    const question = ask('answer 200')
    t.equal((await deliver(question)).status, 200)
    t.same(textsTo(question), ['the answer to answer 200'])
    t.equal(endOf(await eventLog(question)), 'replied answer')
    t.same(answersIn(log), [])
    t.same(line.requests('pushMessage'), [])
  })

  t.test(
    'after a second at work, a question is in hand: LINE has its 200, and the reply follows',
    async (t) => {
      const { line, log, ask, textsTo, eventLog, deliver } = await startSlowBot(t)
      const question = ask('answer 2500')
      const { status, ms } = await deliver(question)
      t.equal(status, 200)
      t.ok(ms > 900, `${ms} ms`)
      t.same(textsTo(question), [])
      t.equal(endOf(await eventLog(question, 'replied')), 'replied answer')
      t.same(textsTo(question), ['the answer to answer 2500'])
      const lines = log.filter((one) => one.webhookEventId === question.webhookEventId)
      t.same(lines.map(endOf), ['working', 'replied answer'])
      t.equal(line.webhooks().length, 1)
    }
  )

  t.test(
    'after its patience, the user sees a button; its tap gets the answer, by its own token',
    async (t) => {
      const { line, log, ask, tapOn, cardsFor, textsTo, eventLog, deliver } = await startSlowBot(t, {
        patienceMs: 1_500
      })
      const question = ask('answer 2500')
      await deliver(question)
      matches(t, await eventLog(question, 'replied'), { sent: 'button' })
      matches(t, cardsFor(question), [
        {
          type: 'template',
          altText: 'One moment … Get the answer',
          template: {
            type: 'buttons',
            text: 'One moment …',
            actions: [{ type: 'postback', label: 'Get the answer', data: /^slow:\w+:\w+:message\.text$/ }]
          }
        }
      ])
      await sleep(1_500)
      const tap = tapOn(question)
      t.equal((await deliver(tap)).status, 200)
      t.same(textsTo(tap), ['the answer to answer 2500'])
      t.equal(endOf(await eventLog(tap)), 'replied answer')
      matches(t, answersIn(log), [
        { level: 'info', answer: 'delivered', by: 'tap', webhookEventId: question.webhookEventId, ms: Number }
      ])
      t.equal(answersIn(log).length, 1)
      const calls = line.exchanges.list().filter((one) => one.kind === 'api')
      const animations = calls
        .filter(({ path }) => path === LOADING)
        .map(({ request }) => JSON.parse(request))
      matches(t, animations, [{ loadingSeconds: 5 }], 'and the animation before it')
      t.same(line.requests('pushMessage'), [])
    }
  )

  t.test('a tap while the handler is at work waits, and gets the answer', async (t) => {
    const { log, ask, tapOn, textsTo, eventLog, deliver } = await startSlowBot(t, { patienceMs: 2_000 })
    const question = ask('answer 3500')
    await deliver(question)
    await eventLog(question, 'replied')
    const tap = tapOn(question)
    t.equal((await deliver(tap)).status, 200, 'in hand after a second')
    matches(t, await eventLog(tap, 'replied'), { sent: 'answer' })
    t.same(textsTo(tap), ['the answer to answer 3500'], 'and no second button')
    matches(t, answersIn(log), [{ answer: 'delivered' }])
  })

  t.test('a tap whose own patience is over gets the button again', async (t) => {
    const { ask, tapOn, cardsFor, eventLog, deliver } = await startSlowBot(t, { patienceMs: 300 })
    const question = ask('answer 20000')
    await deliver(question)
    const tap = tapOn(question)
    await deliver(tap)
    matches(t, await eventLog(tap), { outcome: 'replied', sent: 'button' })
    t.equal(cardsFor(tap).length, 1)
    t.same(cardsFor(tap), cardsFor(question))
  })

  t.test(
    'a handler that throws: the user is told by the question’s token, and LINE sends nothing again',
    async (t) => {
      const { log, calls, line, ask, textsTo, eventLog, deliver } = await startSlowBot(t)
      line.settings.redelivery = true
      line.settings.redeliveryDelaysMs = [100]
      const question = ask('throw 1500')
      t.equal((await deliver(question)).status, 200)
      t.equal(endOf(await eventLog(question, 'replied')), 'replied failure')
      t.same(textsTo(question), [FAILED])
      const failed = answersIn(log)
      matches(t, failed, [
        { level: 'error', answer: 'failed', reason: 'handler', err: { message: 'the model is down' } }
      ])
      t.match(JSON.stringify(failed[0]?.err), 'slow.ts')
      t.notMatch(JSON.stringify(log), 'throw 1500', 'nothing of what the user wrote')
      await sleep(500)
      t.equal(calls.length, 1)
    }
  )

  t.test(
    'a handler that throws, returns nothing, too much or too long an answer after its button',
    async (t) => {
      const { log, calls, ask, tapOn, textsTo, eventLog, deliver } = await startSlowBot(t, {
        patienceMs: 300
      })
      const questions = ['throw 800', 'nothing 800', 'six 800', 'huge 800'].map((text) => ask(text))
      await deliver(questions)
      for (const question of questions) await eventLog(question, 'replied')
      await until(() => answersIn(log).length === 4)
      t.same(
        answersIn(log)
          .map(({ level, answer, reason }) => `${level} ${answer} ${reason}`)
          .sort(),
        ['error failed handler', 'error failed handler', 'error failed no-reply', 'error failed not-kept']
      )
      for (const question of [...questions, ...questions]) {
        const tap = tapOn(question)
        await deliver(tap)
        t.same(textsTo(tap), [FAILED])
        t.equal(endOf(await eventLog(tap)), 'replied failure')
      }
      t.equal(calls.length, 4, 'one run each')
    }
  )

  t.test('an answer that LINE refuses is a failure from then on', async (t) => {
    const { log, ask, tapOn, textsTo, eventLog, deliver } = await startSlowBot(t, { patienceMs: 300 })
    const question = ask('empty 800')
    await deliver(question)
    await eventLog(question, 'replied')
    const [first, second] = [tapOn(question), tapOn(question)]
    await sleep(800)
    await deliver(first)
    matches(t, await eventLog(first), { outcome: 'rejected', status: 400, message: /empty/ })
    await deliver(second)
    t.same(textsTo(second), [FAILED])
    matches(t, answersIn(log), [{ level: 'error', answer: 'failed', reason: 'rejected' }])
  })

  t.test('a handler that takes too long is given up, also if it ignores its signal', async (t) => {
    const options = { patienceMs: 300, giveUpAfterMs: 3_000 }
    const { log, calls, ask, tapOn, textsTo, eventLog, deliver } = await startSlowBot(t, options)
    const question = ask('answer 20000')
    await deliver(question)
    await eventLog(question, 'replied')
    t.equal(calls[0]?.signal.aborted, false)
    await until(() => answersIn(log).length > 0)
    matches(t, answersIn(log), [{ level: 'error', answer: 'failed', reason: 'too-late' }])
    t.equal(calls[0]?.signal.aborted, true)
    const tap = tapOn(question)
    await deliver(tap)
    t.same(textsTo(tap), [FAILED])
  })

  t.test('an answer that nobody fetches in time is gone, with one line', async (t) => {
    const options = { patienceMs: 300, keepForMs: 500 }
    const { log, ask, tapOn, textsTo, eventLog, deliver } = await startSlowBot(t, options)
    const question = ask('answer 600')
    await deliver(question)
    await eventLog(question, 'replied')
    await until(() => answersIn(log).length > 0)
    const tap = tapOn(question)
    await deliver(tap)
    t.same(textsTo(tap), [GONE])
    t.equal(endOf(await eventLog(tap)), 'replied gone expired')
    matches(t, answersIn(log), [{ level: 'warn', answer: 'expired' }])
    t.equal(answersIn(log).length, 1)
  })

  t.test('a button of an earlier process, or of handlers that are no longer slow, says so', async (t) => {
    const { line, deliver, eventLog, textsTo } = await startSlowBot(t)
    const taps = line.create(
      ...[Date.now(), 0].map(
        (at) => ({ type: 'postback', data: `slow:1:${at.toString(36)}:follow` }) as const
      )
    ) as Parameters<typeof eventLog>[0][] as never[]
    await deliver(taps)
    for (const [i, gone] of ['lost', 'expired'].entries()) {
      t.same(textsTo(taps[i] as never), [GONE])
      t.equal(endOf(await eventLog(taps[i] as never)), `replied gone ${gone}`)
    }
  })

  t.test('a second tap right after the first gets nothing; a later one the answer again', async (t) => {
    const { log, ask, tapOn, textsTo, eventLog, deliver } = await startSlowBot(t, { patienceMs: 600 })
    const question = ask('answer 2500')
    await deliver(question)
    await eventLog(question, 'replied')
    await sleep(2_500)
    const taps = [tapOn(question), tapOn(question)] as const
    await Promise.all(taps.map((tap) => deliver(tap)))
    const ends = await Promise.all(taps.map(async (tap) => endOf(await eventLog(tap))))
    t.same(ends.sort(), ['ignored answered', 'replied answer'])
    await sleep(10_000)
    const later = tapOn(question)
    await deliver(later)
    t.same(textsTo(later), ['the answer to answer 2500'])
    t.same(
      answersIn(log).map(({ answer }) => answer),
      ['delivered', 'delivered']
    )
  })

  t.test('a tap whose reply fails leaves the answer to the next one', async (t) => {
    const { line, log, ask, tapOn, textsTo, eventLog, deliver } = await startSlowBot(t, { patienceMs: 300 })
    const question = ask('answer 500')
    await deliver(question)
    await eventLog(question, 'replied')
    await sleep(500)
    const first = tapOn(question)
    line.misbehave(first, { status: 403 })
    t.equal((await deliver(first)).status, 503)
    matches(t, await eventLog(first), { outcome: 'failed', reason: 'credentials' })
    const second = tapOn(question)
    await deliver(second)
    t.same(textsTo(second), ['the answer to answer 500'])
    matches(t, answersIn(log), [{ answer: 'delivered' }])
  })

  t.test('a button works in the chat of its question alone', async (t) => {
    const { line, ask, tapOn, textsTo, eventLog, deliver } = await startSlowBot(t, { patienceMs: 300 })
    const question = ask('answer 500')
    await deliver(question)
    await eventLog(question, 'replied')
    const [stranger, group] = [tapOn(question, { user: 'Wei' }), tapOn(question, { source: 'group' })]
    const hidden = tapOn(question, { override: { source: null } })
    await sleep(500)
    await deliver([stranger, group, hidden])
    t.same([stranger, group].map(textsTo), [[GONE], [GONE]])
    matches(
      t,
      await eventLog(hidden),
      { outcome: 'ignored', reason: 'unsupported' },
      'LINE does not name the chat'
    )
    const own = tapOn(question)
    await deliver(own)
    t.same(textsTo(own), ['the answer to answer 500'])
    t.equal(line.requests('pushMessage').length, 0)
  })

  t.test(
    'in a group, whoever taps gets the answer for all, whatever GROUP_REPLIES says of postbacks',
    async (t) => {
      const options = { patienceMs: 1_300 }
      const { line, ask, tapOn, textsTo, cardsFor, eventLog, deliver } = await startSlowBot(t, options, {
        GROUP_REPLIES: 'mention',
        LOADING_ANIMATION: 'true'
      })
      const aside = ask('answer 0', { source: 'group' })
      const question = ask('answer 1800', { source: 'group', mention: 'bot' })
      await deliver([aside, question])
      matches(t, await eventLog(aside), { outcome: 'ignored', reason: 'group' })
      await eventLog(question, 'replied')
      t.equal(cardsFor(question).length, 1)
      await sleep(800)
      const tap = tapOn(question, { source: 'group', user: 'Wei' })
      await deliver(tap)
      matches(t, textsTo(tap), [/^the answer/])
      const calls = line.exchanges.list().filter((one) => one.kind === 'api')
      t.same(
        calls.filter(({ path }) => path === LOADING),
        [],
        'LINE has no animation there'
      )
    }
  )

  t.test('the same text again while it is at work joins the work; another one has its own', async (t) => {
    const { calls, ask, textsTo, cardsFor, eventLog, deliver } = await startSlowBot(t, { patienceMs: 3_000 })
    const question = ask('answer 5000')
    await deliver([question])
    await eventLog(question, 'replied')
    const again = ask('answer 5000')
    const others = [ask('answer 5000', { user: 'Wei' }), ask('answer 5001')]
    await deliver([again, ...others])
    for (const each of [again, ...others]) await eventLog(each, 'replied')
    t.equal(calls.length, 3)
    t.equal(cardsFor(question).length, 1)
    t.same(textsTo(again), ['the answer to answer 5000'], 'by the token of the second')
    await sleep(200)
    const later = ask('answer 5000')
    await deliver(later)
    await eventLog(later, 'replied')
    t.equal(calls.length, 4, 'what has ended is asked anew')
  })

  t.test(
    'a question that is unsent is not answered, and its signal aborts; the same asked again is',
    async (t) => {
      const { log, calls, line, ask, tapOn, textsTo, eventLog, deliver } = await startSlowBot(t, {
        patienceMs: 1_200
      })
      const unsend = (question: { webhookEventId: string }) =>
        line.create({
          type: 'unsend',
          messageId: (question as unknown as { message: { id: string } }).message.id
        })
      const [first, same] = [ask('answer 2400'), ask('answer 2400')]
      const delivering = deliver(first)
      await until(() => calls.length === 1)
      await Promise.all([delivering, deliver(same), sleep(300).then(() => deliver(unsend(first)))])
      t.equal(endOf(await eventLog(first, 'ignored')), 'ignored unsent')
      t.equal(calls[0]?.signal.aborted, true)
      matches(t, await eventLog(same, 'replied'), { sent: 'button' })
      await deliver(unsend(same))
      await until(() => calls[1]?.signal.aborted)
      const tap = tapOn(same)
      await deliver(tap)
      t.same(textsTo(tap), [GONE])

      const kept = ask('answer 1300')
      await deliver(kept)
      await eventLog(kept, 'replied')
      await sleep(300)
      await deliver(unsend(kept))
      const late = tapOn(kept)
      await deliver(late)
      t.same(textsTo(late), [GONE])
      t.same(
        answersIn(log).map(({ answer, level, webhookEventId }) => `${level} ${answer} ${webhookEventId}`),
        [first, same, kept].map(({ webhookEventId }) => `info withdrawn ${webhookEventId}`)
      )
    }
  )

  t.test('with no patience at all, the button is there before the 200', async (t) => {
    const { line, ask, cardsFor, eventLog, deliver, log } = await startSlowBot(t, { patienceMs: 0 })
    const [question, unlucky] = [ask('answer 5000'), ask('answer 5001')]
    t.equal((await deliver(question)).status, 200)
    t.equal(cardsFor(question).length, 1)
    line.misbehave(unlucky, { latencyMs: 2_000 })
    t.equal((await deliver(unlucky)).status, 503, 'LINE keeps what has no button yet')
    await eventLog(unlucky, 'replied')
    t.same(
      log.filter(({ outcome }) => outcome === 'working'),
      []
    )
  })

  t.test('a redelivery while a question is at work is its copy', async (t) => {
    const { calls, ask, textsTo, eventLog, deliver, log } = await startSlowBot(t)
    const question = ask('answer 2200')
    await deliver(question)
    t.equal((await deliver(question)).status, 200)
    t.same(textsTo(question), [], 'it does not wait for the answer')
    await eventLog(question, 'duplicate')
    const lines = log.filter((one) => one.webhookEventId === question.webhookEventId)
    t.same(lines.map(endOf).sort(), ['duplicate', 'replied answer', 'working', 'working'])
    t.same(textsTo(question).length, 1)
    t.equal(calls.length, 1)
  })

  t.test('slow and ordinary events in one delivery: the ordinary ones decide', async (t) => {
    const others = {
      'message.sticker': () => {
        throw new Error('a mistake of the bot’s author')
      }
    } as const
    const { line, ask, eventLog, deliver } = await startSlowBot(t, {}, { others } as never)
    const question = ask('answer 1500')
    t.equal((await deliver([question, ...line.create({ type: 'sticker' })])).status, 503)
    matches(t, await eventLog(question, 'replied'), { sent: 'answer' })
  })

  t.test(
    'while LINE is down, a question in hand gets no 200, and its reply waits for its turn',
    async (t) => {
      const { line, ask, textsTo, eventLog, deliver } = await startSlowBot(t, { patienceMs: 2_000 })
      line.faults.set({ status: 500 })
      const failing = ask('answer 0')
      t.equal((await deliver(failing)).status, 503)
      const question = ask('answer 1200')
      t.equal((await deliver(question)).status, 503)
      line.faults.clear()
      matches(t, await eventLog(question, 'replied'), { sent: 'answer' })
      t.same(textsTo(question), ['the answer to answer 1200'])
    }
  )

  t.test('a button that LINE refuses ends the work', async (t) => {
    const { line, log, calls, ask, eventLog, deliver } = await startSlowBot(t, { patienceMs: 300 })
    const question = ask('answer 20000')
    line.misbehave(question, { status: 400 })
    t.equal((await deliver(question)).status, 400)
    matches(t, await eventLog(question), { outcome: 'rejected', sent: 'button' })
    t.equal(calls[0]?.signal.aborted, true)
    t.same(answersIn(log), [])
  })

  t.test('a bot without Redis tells at its start what a kill may lose', async (t) => {
    const hints = async (options: object) =>
      (await startSlowBot(t, options)).log.filter(({ msg }) => msg.includes('REDIS_URL')).length
    t.same([await hints({}), await hints({ patienceMs: 0 })], [1, 0])
  })
})
