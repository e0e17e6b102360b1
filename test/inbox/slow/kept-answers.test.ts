import t from 'tap'
import { createMemoryAnswers } from '../../../src/inbox/slow/kept-answers.ts'
import { matches } from '../../helper.ts'

const QUESTION = { webhookEventId: '1', kind: 'message.text', chat: 'U1', askedAt: 0 }
const answer = (text: string) => ({ ...QUESTION, messages: [{ type: 'text' as const, text }] })

t.test('keeps as many answers as there is room for, the latest', async (t) => {
  const answers = createMemoryAnswers({ maxAnswers: 3, maxLength: 600 })
  const kept = async () => {
    const found = await Promise.all([...'abcde'].map((id) => answers.find(id)))
    return found.map((each) => (each ? 1 : 0)).join('')
  }
  for (const id of 'abcd') await answers.keep(id, answer('x'), 0)
  t.equal(await kept(), '01110', 'at most three')
  await answers.keep('e', answer('x'.repeat(450)), 0)
  t.equal(await kept(), '00001', 'at most 600 characters')
  await answers.remove('e')
  await answers.keep('e', answer('y'), 0)
  await answers.keep('a', answer('x'), 0)
  t.equal(await kept(), '10001', 'what was removed takes no room')
  matches(t, await answers.remove('e'), answer('y'))
  await answers.keep('b', answer('x'), 0)
  t.equal(await kept(), '11000')
})

t.test('gives an answer to one of those who claim it, until it is released', async (t) => {
  const answers = createMemoryAnswers()
  await answers.keep('a', answer('x'), 0)
  t.same([await answers.claim('a', 0), await answers.claim('a', 0)], [true, false])
  await answers.release('a')
  t.equal(await answers.claim('a', 0), true)
  t.equal(await answers.remove('a'), undefined, 'it was fetched')
  t.equal(await answers.find('a'), undefined)
  await answers.release('a')
})

t.test('keeps the first answer to a question, and that it was fetched', async (t) => {
  const answers = createMemoryAnswers()
  await answers.keep('a', answer('first'), 0)
  await answers.claim('a', 0)
  await answers.keep('a', answer('second'), 0)
  matches(t, await answers.find('a'), answer('first'))
  t.equal(await answers.claim('a', 0), false)
})
