import { setTimeout as sleep } from 'node:timers/promises'
import type { webhook } from '@line/bot-sdk'
import t from 'tap'
import { createApp } from '../../src/app.ts'
import { type Line, matches, type ReplyEvent, startLineAndBot, textEvent, until } from '../helper.ts'

const MINUTE_MS = 60_000
/** What must be over before webhooks get 503 at once, and a bit. */
const CONFIRMED_AFTER_MS = 3_500

/** Makes an event's reply token die so many milliseconds from now. */
const dyingIn = (ms: number) => ({ timestamp: Date.now() - 20 * MINUTE_MS + ms })
const createEvents = (line: Line, count: number) =>
  line.create(...Array.from({ length: count }, () => ({ type: 'text' }) as const)) as ReplyEvent[]
const idsOf = (events: webhook.Event[]) => events.map(({ webhookEventId }) => webhookEventId).sort()

// They wait more than they work: side by side.
t.test('while LINE is down', { jobs: 4 }, async (t) => {
  t.test('a webhook gets 503 while LINE is down, and its event a reply when LINE is back', async (t) => {
    const { line, deliver, log } = await startLineAndBot(t)
    line.faults.set({ status: 500 })
    const events = createEvents(line, 5)
    const answers = await Promise.all(events.map((event) => deliver(event)))
    t.same(
      answers.map(({ status, ms }) => [status, ms > 1_300]),
      Array(5).fill([503, true])
    )
    const copies = await Promise.all(events.map((event) => deliver(event)))
    t.same(
      copies.map(({ status }) => status),
      Array(5).fill(503),
      'a redelivery, too'
    )

    line.faults.clear()
    await until(() => line.accepted().length >= 5)
    t.same(line.repliedTo().sort(), idsOf(events), 'though LINE redelivers none')
    const [next] = createEvents(line, 1)
    const again = await Promise.all([...events, next].map((event) => deliver(event)))
    t.same(
      again.map(({ status }) => status),
      Array(6).fill(200)
    )
    t.equal(line.accepted().length, 6, 'each event has one reply')
    t.notOk(log.some(({ outcome }) => outcome === 'failed'))
  })

  t.test(
    'after three seconds five webhooks wait, and one more in a second; the others get 503 at once',
    async (t) => {
      const { line, deliver } = await startLineAndBot(t)
      line.faults.set({ status: 500 })
      const [first, last, ...events] = createEvents(line, 12) as [ReplyEvent, ReplyEvent, ...ReplyEvent[]]
      t.equal((await deliver(first)).status, 503)
      await sleep(CONFIRMED_AFTER_MS)

      const answers = await Promise.all(events.map((event) => deliver(event)))
      const waited = answers.map(({ status, ms }) => [status, ms > 1_300]).sort()
      t.same(waited, [...Array(5).fill([503, false]), ...Array(5).fill([503, true])])
      const oneSecondLater = await deliver(last)
      t.same([oneSecondLater.status, oneSecondLater.ms > 1_300], [503, true])

      line.faults.clear()
      await until(() => line.accepted().length >= 12)
      t.same(line.repliedTo().sort(), idsOf([first, last, ...events]), 'all of them are handled')
    }
  )

  t.test('the webhook that waits gets 200 when LINE is back, and so do those after it', async (t) => {
    const { line, url, deliver } = await startLineAndBot(t)
    line.faults.set({ status: 500 })
    const [first, waiting, ...events] = createEvents(line, 7) as [ReplyEvent, ReplyEvent, ...ReplyEvent[]]
    await deliver(first)
    await sleep(CONFIRMED_AFTER_MS)
    line.faults.clear()
    t.equal((await deliver(waiting)).status, 200)
    await until(async () => (await healthOf(url)) === '{"status":"ok"}')
    const answers = await Promise.all(events.map((event) => deliver(event)))
    t.same(
      answers.map(({ status }) => status),
      Array(5).fill(200)
    )
  })

  t.test('an event that needs no reply gets 200, also while LINE is down', async (t) => {
    const { line, deliver } = await startLineAndBot(t)
    line.faults.set({ status: 500 })
    const [first] = createEvents(line, 1)
    const stickers = line.create(...Array.from({ length: 4 }, () => ({ type: 'sticker' }) as const))
    await deliver(first)
    const statuses = [(await deliver(stickers[0])).status]
    await sleep(CONFIRMED_AFTER_MS)
    for (const sticker of stickers.slice(1)) statuses.push((await deliver(sticker)).status)
    t.same(statuses, [200, 200, 200, 200])
    line.faults.clear()
  })

  t.test('an event that LINE redelivers while it waits has a new deadline', async (t) => {
    const { line, deliver, eventLog, log } = await startLineAndBot(t)
    line.faults.set({ status: 500 })
    const [event] = createEvents(line, 1) as [ReplyEvent]
    const dying = { ...event, ...dyingIn(4_000) }
    const delivered = deliver(dying)
    await until(() => line.calls(event).length > 0)
    const redelivered = deliver(event)
    t.same([(await delivered).status, (await redelivered).status], [503, 503])
    await until(() => Date.now() > dying.timestamp + 20 * MINUTE_MS + 500)
    line.faults.clear()
    await eventLog(event, 'replied')
    const outcomes = log.filter(({ outcome }) => outcome).map(({ outcome }) => outcome)
    t.same(outcomes.sort(), ['duplicate', 'replied'])
    t.equal(line.accepted(event).length, 1)
  })

  t.test('/health stays 200 while LINE is down, and reports it', async (t) => {
    const { line, url, deliver, eventLog } = await startLineAndBot(t)
    const answers: unknown[] = []
    async function note(): Promise<void> {
      const response = await fetch(`${url}/health`)
      answers.push([response.status, await response.json()])
    }
    await note()
    line.faults.set({ status: 500 })
    const [event] = createEvents(line, 1) as [ReplyEvent]
    await deliver(event)
    await note()
    line.faults.clear()
    await eventLog(event, 'replied')
    await note()
    t.same(answers, [
      [200, { status: 'ok' }],
      [200, { status: 'ok', line: 'unavailable' }],
      [200, { status: 'ok' }]
    ])
  })

  t.test('a silent LINE is down before an attempt has failed', async (t) => {
    const { line, url, deliver, eventLog } = await startLineAndBot(t)
    line.faults.set({ latencyMs: 3_000, times: 1 })
    const [event] = createEvents(line, 1) as [ReplyEvent]
    t.equal((await deliver(event)).status, 503)
    t.equal(await healthOf(url), '{"status":"ok","line":"unavailable"}')
    matches(t, await eventLog(event), { outcome: 'replied', tries: 1 })
    t.equal(await healthOf(url), '{"status":"ok"}')
  })

  t.test('a slow handler is no outage of LINE', async (t) => {
    const { promise: handled, resolve: handle } = Promise.withResolvers<void>()
    const { line, url, deliver, eventLog } = await startLineAndBot(t, {}, (options) =>
      createApp({
        ...options,
        createHandlers: () => ({
          'message.text': async () => {
            await handled
            return [{ type: 'text', text: 'at last' }]
          }
        })
      })
    )
    const [event] = createEvents(line, 1) as [ReplyEvent]
    t.equal((await deliver(event)).status, 503, 'the event is still open after 1.4 seconds')
    const answers = [await healthOf(url)]
    handle()
    matches(t, await eventLog(event), { outcome: 'replied', tries: 1 })
    answers.push(await healthOf(url))
    t.same(answers, ['{"status":"ok"}', '{"status":"ok"}'])
  })

  for (const [reason, environment, status, message] of [
    ['line-unavailable', {}, 503, 'Under maintenance'],
    ['credentials', { LINE_CHANNEL_ACCESS_TOKEN: 'wrong' }, 401, /Authentication failed/]
  ] as const) {
    t.test(`a reply that was never tried fails as the last one did: ${reason}`, async (t) => {
      const { line, deliver, eventLog } = await startLineAndBot(t, environment)
      if (reason === 'line-unavailable') line.faults.set({ status, message })
      t.equal((await deliver(textEvent('hello', dyingIn(2_000)))).status, 503)
      const others = Array.from({ length: 20 }, () => textEvent('hello', dyingIn(2_000)))
      t.equal((await deliver(others)).status, 503)
      const records = await Promise.all(others.map((event) => eventLog(event)))
      const untried = records.filter(({ tries }) => tries === 0)
      t.ok(untried.length > 5, `${untried.length} of 20`)
      for (const record of untried) {
        matches(t, record, { level: 'error', outcome: 'failed', reason, status, message })
        t.equal(record.mayHaveBeenDelivered, false)
      }
    })
  }
})

t.test('one failure among 300 webhooks a second costs no event, and none is answered twice', async (t) => {
  const { line, deliver, log } = await startLineAndBot(t)
  const events = createEvents(line, 450)
  const answers: ReturnType<typeof deliver>[] = []
  for (const [i, event] of events.entries()) {
    if (i === 150) line.faults.set({ status: 500, times: 1 })
    answers.push(deliver(event))
    if (i % 15 === 14) await sleep(50)
  }
  const statuses = (await Promise.all(answers)).map(({ status }) => status)
  t.same(
    statuses.filter((status) => status !== 200 && status !== 503),
    []
  )
  await until(() => line.accepted().length >= 450)
  t.same(line.repliedTo().sort(), idsOf(events))
  const failed = line.calls().filter(({ status }) => status !== 200)
  t.same(
    failed.map(({ status }) => status),
    [500]
  )
  t.notOk(log.some(({ outcome }) => outcome === 'failed'))
})

const healthOf = async (url: string) => (await fetch(`${url}/health`)).text()
