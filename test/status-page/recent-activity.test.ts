/** What the page says happened last. */
import t from 'tap'
import { createRecentActivity } from '../../src/inbox/recent-activity.ts'
import { delivererTo, startLineAndBot } from '../helper.ts'
import { get } from '../http.ts'
import { startPage } from './start-page.ts'

const statusAt = async (url: string) => JSON.parse((await get(`${url}/status`)).text)

t.test('of the requests that are refused, only a wrong signature counts as one', async (t) => {
  const { url } = await startLineAndBot(t)
  const deliver = delivererTo(url)
  for (const [status, refused] of [
    [403, deliver([], { signature: null })],
    [403, deliver([], { signature: 'malformed' })],
    [400, deliver('no JSON')],
    [415, deliver('{}', { headers: { 'content-type': 'text/plain' } })],
    [413, deliver(Buffer.alloc(1024 * 1024 + 1))],
    [400, deliver([], { method: 'PUT' })]
  ] as const) {
    t.equal((await refused).status, status)
  }
  const { problems, lastSignatureMismatchSecondsAgo } = await statusAt(url)
  t.same(
    { problems, lastSignatureMismatchSecondsAgo },
    { problems: [], lastSignatureMismatchSecondsAgo: null }
  )
})

t.test('shows each kind of failure, and an event that expired in Redis is one', async (t) => {
  const answer = { status: 400, message: 'Invalid reply token', tries: 1 }
  const failureOf = async (
    ...results: Parameters<ReturnType<typeof createRecentActivity>['eventEnded']>[0][]
  ) => {
    const recorder = createRecentActivity()
    for (const result of results) recorder.eventEnded(result)
    const { url } = await startPage(t, { activity: recorder.read })
    const { problems, lastFailure } = await statusAt(url)
    return [problems, lastFailure?.reason]
  }
  t.same(await failureOf({ outcome: 'ignored', reason: 'expired' }), [['failure'], 'expired'])
  t.same(await failureOf({ outcome: 'rejected', ...answer }), [['failure'], 'rejected'])
  t.same(await failureOf({ outcome: 'failed', reason: 'handler', err: 1 }), [['failure'], 'handler'])
  t.same(await failureOf({ outcome: 'postponed', reason: 'not-stored' }), [['failure'], 'not-stored'])
  for (const reason of ['unsupported', 'group', 'no-reply'] as const)
    t.same(await failureOf({ outcome: 'ignored', reason }), [[], undefined])
  for (const outcome of ['duplicate', 'stored', 'working'] as const)
    t.same(await failureOf({ outcome }), [[], undefined])
  t.same(await failureOf({ outcome: 'unconfirmed', ...answer }), [[], undefined])
})

t.test('a failure leads the page only until a later event has a reply', async (t) => {
  const recorder = createRecentActivity()
  const { url } = await startPage(t, { activity: recorder.read })
  recorder.eventEnded({ outcome: 'failed', reason: 'handler', err: 1 })
  recorder.webhookReceived()
  t.same((await statusAt(url)).problems, ['failure'])
  await new Promise(setImmediate)
  recorder.eventEnded({ outcome: 'replied', tries: 1 })
  const { problems, lastFailure } = await statusAt(url)
  t.same([problems, lastFailure.reason], [[], 'handler'], 'it is still the last failure')
})
