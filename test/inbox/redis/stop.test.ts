import t, { type Test } from 'tap'
import { accepted, HANG_LIMIT_MS, textEvent, until } from '../../helper.ts'
import { requireRedis, startInbox, startRedis } from '../../redis.ts'

requireRedis(t)

/** Sooner than this, nobody takes over an event that the stopping process has taken. */
const LOCK_MS = 8_000

/** An inbox of one process, and the ids of the events that it handled. */
async function createInbox(t: Test, url: string) {
  const handled: string[] = []
  const { inbox } = await startInbox(t, url, {
    processEvent: async ({ id }) => {
      handled.push(id)
      return { outcome: 'replied', tries: 1 }
    },
    reportOutcome: () => {}
  })
  return { inbox, handled }
}

t.test('an event that comes as a process stops is another one’s, at once', async (t) => {
  const { url } = await startRedis(t)
  const stopping = await createInbox(t, url) // Redis tells whoever has waited for longest
  const other = await createInbox(t, url)
  t.equal(await stopping.inbox.drain(HANG_LIMIT_MS), 0)
  const event = textEvent('hello')
  await Promise.all(
    accepted(other.inbox.receive([event], { reqId: 'req-1', receivedAt: Date.now(), bytes: 300 }))
  )
  await until(() => other.handled.length === 1, LOCK_MS)
  t.same(stopping.handled, [])
})
