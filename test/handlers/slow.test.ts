import t from 'tap'
import { inGroups } from '../../src/handlers/in-groups.ts'
import { type SlowOptions, slow, slowOptionsOf } from '../../src/handlers/slow.ts'
import type { EventOf, HandlerContext, Handlers } from '../../src/handlers/types.ts'
import { identify } from '../../src/inbox/identify.ts'
import { createProcessEvent } from '../../src/inbox/process-event.ts'
import { matches, textEvent } from '../helper.ts'

const handler: Handlers['message.text'] = ({ message }) => [{ type: 'text', text: message.text }]

t.test('says at the start which option cannot be', async (t) => {
  const wrong: [SlowOptions, string][] = [
    [{ patienceMs: 40_001 }, 'slow: patienceMs must be 0 to 40000 ms'],
    [{ patienceMs: -1 }, 'slow: patienceMs must be 0 to 40000 ms'],
    [{ patienceMs: Number.NaN }, 'slow: patienceMs must be 0 to 40000 ms'],
    [{ giveUpAfterMs: 0 }, 'slow: giveUpAfterMs must be 1 to 900000 ms'],
    [{ keepForMs: 86_400_001 }, 'slow: keepForMs must be 1 to 86400000 ms'],
    [{ working: '' }, 'slow: working must be 1 to 160 UTF-16 units long'],
    [{ working: 'x'.repeat(161) }, 'slow: working must be 1 to 160 UTF-16 units long'],
    [{ button: 'x'.repeat(21) }, 'slow: button must be 1 to 20 UTF-16 units long'],
    [{ failed: 'x'.repeat(5_001) }, 'slow: failed must be 1 to 5000 UTF-16 units long'],
    [{ gone: '' }, 'slow: gone must be 1 to 5000 UTF-16 units long']
  ]
  for (const [options, message] of wrong)
    t.throws(() => slow(() => [], options), { name: 'RangeError', message })
  slow(() => [], { patienceMs: 0, working: 'x'.repeat(160), button: 'x'.repeat(20) })
})

t.test(
  'a wrapper of a slow handler is slow, too; what another handler calls is an ordinary one',
  async (t) => {
    const own = { 'message.text': slow(handler, { patienceMs: 7 }), follow: () => [] }
    const wrapped = inGroups('mention', own)
    matches(t, slowOptionsOf(wrapped['message.text']), { patienceMs: 7 })
    t.equal(slowOptionsOf(wrapped.follow), undefined)
    t.same(await own['message.text'](textEvent('hi') as EventOf<'message.text'>, {} as HandlerContext), [
      { type: 'text', text: 'hi' }
    ])
  }
)

t.test(
  'where nothing can be kept, and for events without a chat, a slow handler is an ordinary one',
  async (t) => {
    const sent: unknown[] = []
    const processEvent = createProcessEvent({
      context: {} as never,
      handlers: { 'message.text': slow(handler, { patienceMs: 0 }) },
      replies: {
        reply: async ({ messages }) => {
          sent.push(...messages)
          return { verdict: 'accepted', attempts: 1, lineMs: 5, mayHaveBeenDelivered: false }
        }
      }
    })
    const attempt = {
      reqId: '',
      receivedAt: 0,
      bytes: 0,
      deadline: Date.now() + 1e6,
      mayHaveBeenDelivered: false
    }
    const result = await processEvent(identify(textEvent('hi')), attempt)
    matches(t, [result, sent], [{ outcome: 'replied', sent: undefined }, [{ type: 'text', text: 'hi' }]])
  }
)
