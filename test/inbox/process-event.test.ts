import t from 'tap'
import type { ContextOptions } from '../../src/inbox/handler-context.ts'
import { createHandleEvent } from '../../src/inbox/process-event.ts'
import { event, textEvent } from '../helper.ts'

/** What no handler here uses. */
const context = {} as ContextOptions
const ATTEMPT = { reqId: 'req-1', receivedAt: 0, bytes: 0, until: 0, unanswered: false }

t.test('a handler that throws fails its event alone', async (t) => {
  const replies: string[] = []
  const handleEvent = createHandleEvent({
    context,
    handlers: {
      'message.sticker': () => {
        throw new Error('a mistake of the bot’s author')
      },
      default: async () => [{ type: 'text', text: 'default' }]
    },
    line: {
      reply: async ({ replyToken }) => {
        replies.push(replyToken)
        return { verdict: 'accepted', tries: 1, unanswered: false }
      }
    }
  })
  const text = textEvent('a')
  const results = await Promise.all([
    handleEvent(event({ type: 'sticker' }), ATTEMPT),
    handleEvent(text, ATTEMPT)
  ])
  t.match(results, [
    { outcome: 'failed', reason: 'handler', err: { message: /mistake/ } },
    { outcome: 'replied' }
  ])
  t.same(replies, [text.replyToken])
})

t.test('what LINE does not take now may work later', async (t) => {
  for (const [verdict, reason] of [
    ['unavailable', 'line-unavailable'],
    ['unauthorized', 'credentials']
  ] as const) {
    const handleEvent = createHandleEvent({
      context,
      handlers: { default: () => [{ type: 'text', text: 'a' }] },
      line: { reply: async () => ({ verdict, tries: 3, unanswered: true }) }
    })
    t.match(await handleEvent(textEvent('a'), ATTEMPT), {
      outcome: 'failed',
      reason,
      unanswered: true,
      tries: 3
    })
  }
})

t.test('a 400 after an attempt that got no answer is unconfirmed, in the next attempt too', async (t) => {
  const handleEvent = createHandleEvent({
    context,
    handlers: { default: () => [{ type: 'text', text: 'a' }] },
    line: { reply: async () => ({ verdict: 'refused', status: 400, tries: 1, unanswered: false }) }
  })
  t.match(await handleEvent(textEvent('a'), { ...ATTEMPT, unanswered: true }), { outcome: 'unconfirmed' })
  t.match(await handleEvent(textEvent('a'), ATTEMPT), { outcome: 'rejected' })
})
