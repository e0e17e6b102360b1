import { getEventListeners } from 'node:events'
import FakeTimers from '@sinonjs/fake-timers'
import t, { type Test } from 'tap'
import { createOutage, type OutageState, type WaitingReply } from '../../src/line/outage.ts'
import type { ReplyAttempt } from '../../src/line/reply-client.ts'

const ANSWER = { attempts: 1, mayHaveBeenDelivered: false }
const ACCEPTED: ReplyAttempt = { ...ANSWER, verdict: 'accepted', status: 200 }
const REJECTED: ReplyAttempt = { ...ANSWER, verdict: 'rejected', status: 400 }
const UNAUTHORIZED: ReplyAttempt = { ...ANSWER, verdict: 'unauthorized', status: 401 }
const UNAVAILABLE: ReplyAttempt = { ...ANSWER, verdict: 'unavailable', status: 503 }
const NO_RESPONSE: ReplyAttempt = { ...ANSWER, verdict: 'unavailable', message: 'ETIMEDOUT' }

interface Turn {
  name: number
  mayBeSent: boolean
  /** since the start of the test */
  atMs: number
}

/** An outage, a clock that stands still until it is told to tick, and replies that want to be sent. */
function start(t: Test) {
  const clock = FakeTimers.install({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] })
  t.teardown(() => clock.uninstall())
  const outage = createOutage()
  const startedAt = Date.now()
  const turns: Turn[] = []
  const changes: OutageState[] = []
  outage.onChange(() => changes.push(outage.state()))

  /** LINE answers an attempt after `ms`. */
  const attempt = (result: ReplyAttempt, ms = 0, deadlineInMs = 50_000) =>
    outage.observe(
      { deadline: Date.now() + deadlineInMs },
      () => new Promise((resolve) => setTimeout(resolve, ms, result))
    )

  /** LINE answers an attempt, and the clock goes on until then. */
  async function attempted(...args: Parameters<typeof attempt>): Promise<void> {
    const ended = attempt(...args)
    await clock.tickAsync(args[1] ?? 0)
    await ended
  }

  /** A reply waits for its turn. Its name is the time that it has, in milliseconds. */
  function wait(name: number, signal?: AbortSignal): { deadline: number } {
    const reply: { deadline: number } & WaitingReply = { deadline: Date.now() + name, signal }
    outage.turn(reply).then((mayBeSent) => turns.push({ name, mayBeSent, atMs: Date.now() - startedAt }))
    return reply
  }

  return { clock, outage, attempt, attempted, wait, turns, changes }
}

const names = (turns: Turn[]) => turns.map(({ name }) => name)

t.test('a failed attempt is a suspected outage, and after three seconds a confirmed one', async (t) => {
  const { clock, outage, attempted, changes } = start(t)
  t.equal(outage.state(), 'none')
  await attempted(UNAVAILABLE)
  t.equal(outage.state(), 'suspected')
  await clock.tickAsync(2_000)
  await attempted(NO_RESPONSE)
  await clock.tickAsync(999)
  t.equal(outage.state(), 'suspected')
  await clock.tickAsync(1)
  t.equal(outage.state(), 'confirmed', 'three seconds after the first failure, not the last')
  t.same(changes, ['suspected', 'suspected'], 'listeners hear of each failure')
})

t.test('800 ms of silence are a suspected outage, and after three seconds a confirmed one', async (t) => {
  const { clock, outage, attempt, changes } = start(t)
  attempt(ACCEPTED, 4_500)
  const states: OutageState[] = []
  for (const ms of [799, 1, 2_999, 1, 700]) {
    await clock.tickAsync(ms)
    states.push(outage.state())
  }
  t.same(states, ['none', 'suspected', 'suspected', 'confirmed', 'none'])
  const heard: OutageState[] = [...Array(4).fill('suspected'), 'confirmed', 'none']
  t.same(changes, heard, 'listeners hear of it every 800 ms, and of its end')
})

t.test('a slow LINE that answers steadily is no outage', async (t) => {
  const { clock, outage, attempt } = start(t)
  const states: OutageState[] = []
  for (let ms = 0; ms <= 10_000; ms += 100) {
    if (ms % 300 === 0) attempt(ACCEPTED, 1_900)
    if (ms >= 1_900) states.push(outage.state())
    await clock.tickAsync(100)
  }
  t.same(states, Array(82).fill('none'))
})

t.test('silence begins with an attempt: LINE is not silent when nothing is sent', async (t) => {
  const { clock, outage, attempted, changes } = start(t)
  await attempted(ACCEPTED)
  await clock.tickAsync(60_000)
  t.equal(outage.state(), 'none')
  await attempted(ACCEPTED, 799)
  t.equal(outage.state(), 'none')
  t.same(changes, [])
})

for (const [name, result, state] of [
  ['an accepted reply ends an outage', ACCEPTED, 'none'],
  ['a rejected reply ends an outage', REJECTED, 'none'],
  ['a refused access token does not end an outage', UNAUTHORIZED, 'confirmed'],
  ['an attempt that fails does not end an outage', UNAVAILABLE, 'confirmed']
] as const) {
  t.test(name, async (t) => {
    const { clock, outage, attempted, changes } = start(t)
    await attempted(UNAVAILABLE)
    await clock.tickAsync(3_000)
    await attempted(result)
    t.equal(outage.state(), state)
    t.same(changes, ['suspected', state])
  })
}

t.test('an attempt that the deadline cuts short before 800 ms proves nothing', async (t) => {
  const { outage, attempted, changes } = start(t)
  await attempted(NO_RESPONSE, 799, 799)
  t.equal(outage.state(), 'none')
  await attempted(UNAVAILABLE, 799, 799)
  t.equal(outage.state(), 'suspected', 'an answer of LINE does')
  await attempted(NO_RESPONSE, 799, 799)
  t.equal(outage.state(), 'suspected', 'it ends no outage either')
  t.same(changes, ['suspected'])
})

t.test('an attempt that the deadline cuts short after 800 ms is a failure', async (t) => {
  const { outage, attempted } = start(t)
  await attempted(NO_RESPONSE, 800, 800)
  t.equal(outage.state(), 'suspected')
})

t.test('an attempt that fails before its deadline is a failure, however soon', async (t) => {
  const { outage, attempted } = start(t)
  await attempted(NO_RESPONSE, 10, 50_000)
  t.equal(outage.state(), 'suspected')
})

t.test('an attempt that throws has ended: LINE is not silent', async (t) => {
  const { clock, outage } = start(t)
  const bug = new TypeError('a bug')
  await t.rejects(
    outage.observe({ deadline: Date.now() + 50_000 }, () => Promise.reject(bug)),
    bug
  )
  await clock.tickAsync(2_000)
  t.equal(outage.state(), 'none')
})

t.test('without an outage no reply waits', async (t) => {
  const { clock, wait, turns } = start(t)
  for (const name of [30_000, 10_000, 20_000]) wait(name)
  await clock.tickAsync(0)
  t.same(
    turns,
    [30_000, 10_000, 20_000].map((name) => ({ name, mayBeSent: true, atMs: 0 }))
  )
})

t.test(
  'during an outage, a reply is sent every 400 ms, in the order in which they came: one that fails each time holds no other back',
  async (t) => {
    const { clock, attempted, wait, turns } = start(t)
    await attempted(UNAVAILABLE)
    for (const name of [30_000, 10_000, 20_000]) wait(name)
    await clock.tickAsync(799)
    wait(5_000) // it was sent before, and failed
    await clock.tickAsync(1_600)
    t.same(
      turns,
      [30_000, 10_000, 20_000, 5_000].map((name, i) => ({ name, mayBeSent: true, atMs: (i + 1) * 400 }))
    )
  }
)

t.test('during an outage, replies that come one by one are not sent more often', async (t) => {
  const { clock, attempted, wait, turns } = start(t)
  await attempted(UNAVAILABLE)
  for (let i = 0; i < 200; i++) {
    wait(50_000)
    await clock.tickAsync(10)
  }
  t.same(
    turns.map(({ atMs }) => atMs),
    [400, 800, 1_200, 1_600, 2_000]
  )
})

t.test(
  'during an outage, the reply after an attempt that failed is sent 400 ms after the failure',
  async (t) => {
    const { clock, attempted, wait, turns } = start(t)
    await attempted(UNAVAILABLE)
    for (let i = 0; i < 3; i++) wait(50_000)
    await clock.tickAsync(400)
    await attempted(UNAVAILABLE, 300)
    await clock.tickAsync(1_000)
    t.same(
      turns.map(({ atMs }) => atMs),
      [400, 1_100, 1_500]
    )
  }
)

t.test('a reply is not sent when it has less than 100 ms left', async (t) => {
  const { clock, attempted, wait, turns } = start(t)
  await attempted(UNAVAILABLE)
  for (const name of [1_299, 1_299, 1_299, 1_300, 1_300]) wait(name)
  await clock.tickAsync(20_000)
  t.same(turns, [
    { name: 1_299, mayBeSent: true, atMs: 400 },
    { name: 1_299, mayBeSent: true, atMs: 800 },
    { name: 1_299, mayBeSent: false, atMs: 1_200 },
    { name: 1_300, mayBeSent: true, atMs: 1_200 },
    { name: 1_300, mayBeSent: false, atMs: 1_600 }
  ])
})

t.test('an aborted reply waits no longer', async (t) => {
  const { clock, attempted, wait, turns } = start(t)
  await attempted(UNAVAILABLE)
  wait(10_000) // it is sent
  const stopping = new AbortController()
  wait(20_000, stopping.signal)
  wait(30_000)
  await clock.tickAsync(500)
  stopping.abort()
  await clock.tickAsync(10)
  wait(40_000, stopping.signal)
  await clock.tickAsync(290)
  t.same(turns, [
    { name: 10_000, mayBeSent: true, atMs: 400 },
    { name: 20_000, mayBeSent: false, atMs: 500 },
    { name: 40_000, mayBeSent: false, atMs: 510 },
    { name: 30_000, mayBeSent: true, atMs: 800 }
  ])
})

/** An outage during which 3,000 replies wait; those with the nearest deadlines are the last to come. */
async function startWithWaiting(t: Test) {
  const started = start(t)
  await started.attempted(UNAVAILABLE)
  const waiting = Array.from({ length: 3_000 }, (_, i) => 50_000 - i)
  for (const name of waiting) started.wait(name)
  return { ...started, nearestFirst: waiting.reverse() }
}

/** How many replies had their turn at each time: `[atMs, count]`. */
const countsOf = (turns: Turn[]) =>
  [...Map.groupBy(turns, ({ atMs }) => atMs)].map(([atMs, at]) => [atMs, at.length])

t.test(
  'after an outage, the replies that waited are sent within five seconds, at a steady rate',
  async (t) => {
    const { clock, attempted, turns, nearestFirst } = await startWithWaiting(t)
    await attempted(ACCEPTED)
    await clock.tickAsync(5_000)
    t.same(
      countsOf(turns),
      Array.from({ length: 100 }, (_, i) => [i * 50, 30])
    )
    t.same(names(turns), nearestFirst, 'the one with the nearest deadline first')
    t.same(new Set(turns.map(({ mayBeSent }) => mayBeSent)), new Set([true]))
  }
)

t.test('a few replies that waited are sent sooner', async (t) => {
  const { clock, attempted, wait, turns } = start(t)
  await attempted(UNAVAILABLE)
  for (let i = 0; i < 26; i++) wait(50_000)
  await attempted(ACCEPTED)
  await clock.tickAsync(5_000)
  t.same(countsOf(turns), [
    [0, 10],
    [50, 10],
    [100, 6]
  ])
})

t.test('a new failure stops the replies that still wait', async (t) => {
  const { clock, attempted, turns, nearestFirst } = await startWithWaiting(t)
  await attempted(ACCEPTED)
  await clock.tickAsync(990)
  t.equal(turns.length, 20 * 30)
  await attempted(UNAVAILABLE)
  await clock.tickAsync(1_000)
  t.same(countsOf(turns.slice(20 * 30)), [
    [1_390, 1],
    [1_790, 1]
  ])
  await attempted(ACCEPTED)
  await clock.tickAsync(5_000)
  const [probe, other] = names(turns.slice(20 * 30))
  t.same(
    names(turns).filter((name) => name !== probe && name !== other),
    nearestFirst.filter((name) => name !== probe && name !== other)
  )
})

t.test('learns from another process that LINE is down, and that it is back', async (t) => {
  const { clock, outage, wait, turns } = start(t)
  await clock.tickAsync(5_000)
  outage.learn(performance.now() - 3_000)
  t.equal(outage.state(), 'confirmed')
  for (let i = 0; i < 3; i++) wait(50_000)
  await clock.tickAsync(100)
  outage.learn(undefined)
  t.equal(outage.state(), 'none')
  await clock.tickAsync(0)
  t.same(
    turns.map(({ atMs }) => atMs),
    [5_000, 5_100, 5_100]
  )
})

t.test('a silence goes on although another process has an answer of LINE', async (t) => {
  const { clock, outage, attempt, changes } = start(t)
  attempt(ACCEPTED, 5_000)
  await clock.tickAsync(1_000)
  outage.learn(undefined)
  t.equal(outage.state(), 'suspected')
  t.same(changes, ['suspected'])
})

t.test(
  'replies that share a signal wait no longer when it is aborted, also after one of them was sent',
  async (t) => {
    const { clock, attempted, wait, turns } = start(t)
    await attempted(UNAVAILABLE)
    const stopping = new AbortController()
    for (const name of [10_000, 20_000, 30_000]) wait(name, stopping.signal)
    await clock.tickAsync(900)
    t.equal(getEventListeners(stopping.signal, 'abort').length, 1, 'only the reply that waits is left')
    stopping.abort()
    await clock.tickAsync(100)
    t.same(turns, [
      { name: 10_000, mayBeSent: true, atMs: 400 },
      { name: 20_000, mayBeSent: true, atMs: 800 },
      { name: 30_000, mayBeSent: false, atMs: 900 }
    ])
  }
)

t.test('a silence that ends is an outage that ends: listeners hear of it', async (t) => {
  const { clock, outage, attempt, changes } = start(t)
  attempt(ACCEPTED, 1_500)
  await clock.tickAsync(2_000)
  t.equal(outage.state(), 'none')
  t.same(changes, ['suspected', 'none'])
})

t.test('after a silence, the replies that waited are sent within five seconds', async (t) => {
  const { clock, attempt, wait, turns } = start(t)
  attempt(ACCEPTED, 4_900)
  await clock.tickAsync(3_900)
  for (let i = 0; i < 3_000; i++) wait(50_000)
  await clock.tickAsync(5_999)
  const probes = [3_900, 4_300, 4_700].map((atMs) => [atMs, 1])
  const others = Array.from({ length: 99 }, (_, i) => [4_900 + i * 50, 30])
  t.same(countsOf(turns), [...probes, ...others, [9_850, 27]])
})

t.test('a LINE that is silent for a few seconds may just be slow: no reply waits', async (t) => {
  const { clock, outage, attempt, wait, turns } = start(t)
  attempt(ACCEPTED, 3_700)
  for (let i = 0; i < 3; i++) {
    await clock.tickAsync(1_200)
    wait(50_000)
  }
  await clock.tickAsync(0)
  t.equal(outage.state(), 'suspected')
  t.same(countsOf(turns), [
    [1_200, 1],
    [2_400, 1],
    [3_600, 1]
  ])
})

t.test('an attempt from before LINE was back does not begin another outage when it fails', async (t) => {
  const { clock, outage, attempt, attempted } = start(t)
  attempt(NO_RESPONSE, 5_000)
  await clock.tickAsync(4_000)
  await attempted(ACCEPTED)
  const states: OutageState[] = []
  for (let i = 0; i < 3; i++) {
    await clock.tickAsync(700)
    states.push(outage.state())
  }
  t.same(states, ['none', 'none', 'none'])
})
