import t from 'tap'
import { answerOf, ChannelError } from '../../src/line/channel-error.ts'

t.test('what LINE refused is an answer, too; a bug is not', async (t) => {
  t.equal(await answerOf(Promise.resolve('yes')), 'yes')
  const refused = new ChannelError('no', { status: 403 })
  t.equal(await answerOf(Promise.reject(refused)), refused)
  await t.rejects(answerOf(Promise.reject(new TypeError('a bug'))), { message: 'a bug' })
})
