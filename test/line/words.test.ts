import t from 'tap'
import { showable } from '../../src/line/words.ts'

t.test('what LINE says is shown as it is', async (t) => {
  const words = 'Authentication failed. See https://developers.line.biz/en/reference/messaging-api/ for more'
  t.equal(showable(words), words)
})

t.test('nothing that looks like a credential or a user’s id is shown', async (t) => {
  t.equal(showable(`Bearer ${'aB3/+='.repeat(28)} is wrong`), 'Bearer … is wrong')
  t.equal(showable(`secret ${'0'.repeat(32)}`), 'secret …')
  t.equal(showable(`user U${'a'.repeat(32)}`), 'user …')
})

t.test('it is one line of at most 300 characters, whatever it was', async (t) => {
  t.equal(showable('a\r\nb\u0000\u202ec'), 'a b c')
  t.equal(showable('long words '.repeat(100)).length, 300)
  t.ok(showable(`${'x '.repeat(149)}y🤨`).isWellFormed())
  for (const odd of [undefined, null]) t.equal(showable(odd), '')
  t.equal(showable(5), '5')
})
