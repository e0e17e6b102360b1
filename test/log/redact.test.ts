import t from 'tap'
import { redact } from '../../src/log/redact.ts'

t.test('keeps what LINE wrote, its addresses and the names of properties included', async (t) => {
  const words = 'Authentication failed. See https://developers.line.biz/en/reference/messaging-api/ for more'
  t.equal(redact(words), words)
  const details = 'messages[0].template.columns[0].actions[0].label: May not be empty'
  t.equal(redact(details), details)
})

t.test('removes everything that looks like a credential or a user’s id', async (t) => {
  t.equal(redact(`Bearer ${'aB3/+='.repeat(28)} is wrong`), 'Bearer … is wrong')
  t.equal(redact(`secret ${'0'.repeat(32)}`), 'secret …')
  t.equal(redact(`user U${'a'.repeat(32)}`), 'user …')
  t.equal(redact(`{"to":"U${'a'.repeat(32)}"}`), '{"to":"…"}')
  t.equal(redact(`https://example.com/?token=${'x'.repeat(40)}`), 'https://example.com/?…')
})

t.test('removes the given secrets, however short they are', async (t) => {
  t.equal(redact('Bearer abc, abc', ['abc', '']), 'Bearer …, …')
})

t.test('returns one line of at most 500 characters, whatever it is given', async (t) => {
  t.equal(redact('a\r\nb\u0000\u202ec'), 'a b c')
  t.equal(redact('long words '.repeat(100)).length, 500)
  t.ok(redact(`${'x '.repeat(249)}y🤨`).isWellFormed())
  for (const odd of [undefined, null]) t.equal(redact(odd), '')
  t.equal(redact(5), '5')
})
