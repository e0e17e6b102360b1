import t from 'tap'
import type { IdentifiedEvent } from '../../src/inbox/identify.ts'
import { createMemoryInbox, type MemoryInboxOptions } from '../../src/inbox/memory.ts'
import type { Result } from '../../src/inbox/outcome.ts'
import type { Attempt, Delivery, Inbox } from '../../src/inbox/types.ts'
import { accepted, matches, redelivered, textEvent } from '../helper.ts'

const DELIVERY: Delivery = { reqId: 'req-1', receivedAt: Date.now(), bytes: 100 }
const outcomes = async (received: ReturnType<Inbox['receive']>) =>
  (await Promise.all(accepted(received))).map(({ outcome }) => outcome)

/** An inbox whose events end when the test says so. */
function createInbox(options: Partial<MemoryInboxOptions> = {}) {
  const handled: { event: IdentifiedEvent; attempt: Attempt; end: (result: Result) => void }[] = []
  const reported: { id: string; result: Result }[] = []
  const inbox = createMemoryInbox({
    processEvent: (event, attempt) => new Promise((end) => handled.push({ event, attempt, end })),
    reportOutcome: ({ id }, result) => reported.push({ id, result }),
    ...options
  })
  const end = (index: number, outcome: Result['outcome'], details = {}) =>
    handled[index]?.end({ outcome, ...details } as Result)
  return { inbox, handled, reported, end }
}

t.test('handles an event once, however often it comes', async (t) => {
  const { inbox, handled, end } = createInbox()
  const event = textEvent('a')

  const first = inbox.receive([event], DELIVERY)
  const copies = inbox.receive([redelivered(event), event], DELIVERY)
  end(0, 'replied')
  t.same(await outcomes(first), ['replied'])
  t.same(await outcomes(copies), ['duplicate', 'duplicate'], 'while it was in flight')
  t.same(await outcomes(inbox.receive([redelivered(event)], DELIVERY)), ['duplicate'], 'after it was settled')
  t.equal(handled.length, 1)
})

t.test('a refused event is settled too: its copies are duplicates', async (t) => {
  const { inbox, handled, end } = createInbox()
  const event = textEvent('a')
  const results = inbox.receive([event, event], DELIVERY)
  end(0, 'rejected')
  t.same(await outcomes(results), ['rejected', 'duplicate'])
  t.equal(handled.length, 1)
})

t.test('a failed event is handled again when it comes again', async (t) => {
  const { inbox, handled, reported, end } = createInbox()
  const event = textEvent('a')
  const results = inbox.receive([event, event], DELIVERY)
  end(0, 'failed', { mayHaveBeenDelivered: true })
  t.same(await outcomes(results), ['failed', 'failed'], 'its copies failed with it')

  const again = inbox.receive([redelivered(event)], DELIVERY)
  t.equal(handled[1]?.attempt.mayHaveBeenDelivered, true, 'knowing that LINE may have accepted the reply')
  end(1, 'replied')
  t.same(await outcomes(again), ['replied'])
  t.same(
    reported.map(({ id, result }) => [id, result.outcome]),
    ['failed', 'failed', 'replied'].map((outcome) => [event.webhookEventId, outcome])
  )
})

t.test('a bug of the bot fails its event alone, and what was said by then is not known', async (t) => {
  const bug = new TypeError('a bug')
  const attempts: boolean[] = []
  const bad = textEvent('bad')
  const { inbox, reported } = createInbox({
    processEvent: async ({ event }, { mayHaveBeenDelivered }) => {
      if (event !== bad) return { outcome: 'replied', tries: 1 }
      attempts.push(mayHaveBeenDelivered)
      throw bug
    }
  })
  t.same(await outcomes(inbox.receive([bad, textEvent('good')], DELIVERY)), ['failed', 'replied'])
  t.same(reported.find(({ id }) => id === bad.webhookEventId)?.result, {
    outcome: 'failed',
    reason: 'internal',
    err: bug,
    mayHaveBeenDelivered: true
  })
  t.same(await outcomes(inbox.receive([bad], DELIVERY)), ['failed'])
  t.same(attempts, [false, true])
  t.equal(await inbox.drain(1_000), 0, 'nothing is left in flight')
})

t.test('gives an event 50 seconds from its receipt', async (t) => {
  const { inbox, handled } = createInbox()
  inbox.receive([textEvent('a')], DELIVERY)
  matches(t, handled[0]?.attempt, {
    deadline: DELIVERY.receivedAt + 50_000,
    mayHaveBeenDelivered: false,
    reqId: 'req-1'
  })
})

t.test('accepts events while there is room for them, copies included, and for their bytes', async (t) => {
  const { inbox, end } = createInbox({ maxEvents: 3, maxBytes: 250 })
  const hasRoom = (events?: number, bytes?: number) => inbox.unavailableReason(events, bytes) === undefined
  t.same([hasRoom(3), hasRoom(4), hasRoom(1, 251)], [true, false, false])
  const event = textEvent('a')
  const results = accepted(inbox.receive([event, event], DELIVERY))
  t.same(inbox.receive([event, event], DELIVERY), { unavailable: 'too many events in flight' }, 'all or none')
  t.same([hasRoom(1, 150), hasRoom(2), hasRoom(1, 151)], [true, false, false])
  end(0, 'replied')
  await Promise.all(results)
  t.same([hasRoom(3, 250), hasRoom()], [true, true])
})

t.test('forgets the oldest ids first when there are too many', async (t) => {
  const { inbox, handled } = createInbox({
    maxRememberedIds: 2,
    processEvent: async () => ({ outcome: 'replied', tries: 1 })
  })
  const [a, b, c] = [textEvent('a'), textEvent('b'), textEvent('c')]
  for (const event of [a, b, c]) await outcomes(inbox.receive([event], DELIVERY))
  t.same(await outcomes(inbox.receive([c, b, a], DELIVERY)), ['duplicate', 'duplicate', 'replied'])
  t.equal(handled.length, 0)
})

t.test('forgets after half an hour', async (t) => {
  const { inbox } = createInbox({
    rememberForMs: 20,
    processEvent: async () => ({ outcome: 'replied', tries: 1 })
  })
  const event = textEvent('a')
  await outcomes(inbox.receive([event], DELIVERY))
  await new Promise((resolve) => setTimeout(resolve, 50))
  t.same(await outcomes(inbox.receive([event], DELIVERY)), ['replied'])
})

t.test('knows an event without an id by its content', async (t) => {
  const { inbox, reported } = createInbox({ processEvent: async () => ({ outcome: 'replied', tries: 1 }) })
  for (const webhookEventId of [undefined, '', 7, 'x'.repeat(5_000), 'a\nb']) {
    const event = textEvent('a', { webhookEventId: webhookEventId ?? null })
    const other = textEvent('a', { webhookEventId: webhookEventId ?? null })
    t.same(await outcomes(inbox.receive([event, redelivered(event), other], DELIVERY)), [
      'replied',
      'duplicate',
      'replied'
    ])
  }
  for (const { id } of reported) t.match(id, /^sha256-[0-9a-f]{64}$/)
})

t.test('an event nested as deeply as a body can be is no crash', async (t) => {
  const { inbox } = createInbox({ processEvent: async () => ({ outcome: 'ignored', reason: 'unsupported' }) })
  const arrays = JSON.parse(`{"a":${'['.repeat(500_000)}${']'.repeat(500_000)}}`)
  const objects = JSON.parse(`${'{"0":'.repeat(170_000)}1${'}'.repeat(170_000)}`) // JSON.stringify throws
  t.same(await outcomes(inbox.receive([arrays, objects], DELIVERY)), ['ignored', 'ignored'])
})

t.test(
  'whoever waits for the end of what is in flight hears of it, however often it is asked for',
  async (t) => {
    const { inbox, end } = createInbox()
    inbox.receive([textEvent('a')], DELIVERY)
    const startedAt = performance.now()
    const drained = Promise.all([inbox.drain(60_000), inbox.drain(60_000)])
    end(0, 'replied')
    t.same(await drained, [0, 0])
    t.ok(performance.now() - startedAt < 30_000, 'neither waits for its limit')
  }
)

t.test('drains: waits for what is in flight and for what still comes, but not for ever', async (t) => {
  const { inbox, end } = createInbox()
  inbox.receive([textEvent('a')], DELIVERY)
  t.equal(await inbox.drain(20), 1, 'one is left')

  const drained = inbox.drain(5_000)
  inbox.receive([textEvent('b')], DELIVERY)
  end(0, 'replied')
  setImmediate(end, 1, 'replied')
  t.equal(await drained, 0)
})
