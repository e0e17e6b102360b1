import t from 'tap'
import { identify } from '../../src/inbox/identify.ts'
import { createProcessEvent, type ProcessEventOptions } from '../../src/inbox/process-event.ts'
import type { ReplyResult } from '../../src/line/line.ts'
import { event, matches, redelivered, textEvent } from '../helper.ts'

/** What no handler here uses. */
const context = {} as ProcessEventOptions['context']
const ATTEMPT = {
  reqId: 'req-1',
  receivedAt: 0,
  bytes: 0,
  deadline: Date.now() + 1e9,
  mayHaveBeenDelivered: false
}

t.test('a handler that throws fails its event alone', async (t) => {
  const replies: string[] = []
  const processEvent = createProcessEvent({
    context,
    handlers: {
      'message.sticker': () => {
        throw new Error('a mistake of the bot’s author')
      },
      default: async () => [{ type: 'text', text: 'default' }]
    },
    replies: {
      reply: async ({ replyToken }) => {
        replies.push(replyToken)
        return { verdict: 'accepted', attempts: 1, lineMs: 5, mayHaveBeenDelivered: false }
      }
    }
  })
  const text = textEvent('a')
  const results = await Promise.all([
    processEvent(identify(event({ type: 'sticker' })), ATTEMPT),
    processEvent(identify(text), ATTEMPT)
  ])
  matches(t, results, [
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
    const processEvent = createProcessEvent({
      context,
      handlers: { default: () => [{ type: 'text', text: 'a' }] },
      replies: { reply: async () => ({ verdict, attempts: 3, lineMs: 5, mayHaveBeenDelivered: true }) }
    })
    matches(t, await processEvent(identify(textEvent('a')), ATTEMPT), {
      outcome: 'failed',
      reason,
      mayHaveBeenDelivered: true,
      tries: 3
    })
  }
})

t.test('a 400 after an attempt that got no response is unconfirmed, in the next attempt too', async (t) => {
  const processEvent = createProcessEvent({
    context,
    handlers: { default: () => [{ type: 'text', text: 'a' }] },
    replies: {
      reply: async () => ({
        verdict: 'rejected',
        status: 400,
        attempts: 1,
        lineMs: 5,
        mayHaveBeenDelivered: false
      })
    }
  })
  matches(t, await processEvent(identify(textEvent('a')), { ...ATTEMPT, mayHaveBeenDelivered: true }), {
    outcome: 'unconfirmed'
  })
  matches(t, await processEvent(identify(textEvent('a')), ATTEMPT), { outcome: 'rejected' })
})

t.test('a handler that never ends fails its event when it is too late for a reply', async (t) => {
  const processEvent = createProcessEvent({
    context,
    handlers: { default: () => new Promise(() => {}) },
    replies: { reply: () => Promise.reject(new Error('no reply is sent')) }
  })
  const result = await processEvent(identify(textEvent('a')), { ...ATTEMPT, deadline: Date.now() + 100 })
  matches(t, result, { outcome: 'failed', reason: 'handler-timeout', handlerMs: Number })
})

/** How an event ends after LINE has rejected its reply. */
async function outcomeOfRejected(answer: Partial<ReplyResult>, original = textEvent('a')) {
  const result = { status: 400, attempts: 1, lineMs: 5, mayHaveBeenDelivered: false, ...answer }
  const processEvent = createProcessEvent({
    context,
    handlers: { default: () => [{ type: 'text', text: 'a' }] },
    replies: { reply: async () => ({ ...result, verdict: 'rejected' }) }
  })
  return (await processEvent(identify(original), ATTEMPT)).outcome
}

t.test(
  'a refusal of a redelivered event is its reply token’s, unless LINE names what is wrong',
  async (t) => {
    const again = redelivered(textEvent('a'))
    t.same(
      [
        await outcomeOfRejected({ hasDetails: false }),
        await outcomeOfRejected({ hasDetails: true }),
        await outcomeOfRejected({ hasDetails: false }, again),
        await outcomeOfRejected({ hasDetails: true }, again)
      ],
      ['rejected', 'rejected', 'unconfirmed', 'rejected']
    )
  }
)

t.test('only a 400 may come from a reply token that was used before', async (t) => {
  const outcomeOf = (status: number) => outcomeOfRejected({ status, mayHaveBeenDelivered: true })
  t.same(
    [await outcomeOf(400), await outcomeOf(404), await outcomeOf(413)],
    ['unconfirmed', 'rejected', 'rejected']
  )
})
