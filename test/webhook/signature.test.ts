import t from 'tap'
import { sign, verify } from '../../src/webhook/signature.ts'

// The vector of LINE's documentation: https://developers.line.biz/en/docs/messaging-api/verify-webhook-signature/
const SECRET = '8c570fa6dd201bb328f1c1eac23a96d8'
const BODY = Buffer.from('{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}')
const SIGNATURE = 'GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs='

t.test('signs as LINE does', async (t) => {
  t.equal(sign(BODY, SECRET), SIGNATURE)
  t.equal(sign(BODY.toString(), SECRET), SIGNATURE)
})

t.test('accepts what LINE signed', async (t) => {
  t.equal(verify(BODY, SIGNATURE, SECRET), undefined)
})

t.test('refuses what LINE did not sign', async (t) => {
  t.equal(verify(Buffer.concat([BODY, Buffer.from(' ')]), SIGNATURE, SECRET), 'mismatch')
  t.equal(verify(BODY, SIGNATURE, 'another secret'), 'mismatch')
  t.equal(verify(BODY, undefined, SECRET), 'absent')
  t.equal(verify(BODY, '', SECRET), 'absent')
})

t.test('takes a signature only in the one form that LINE writes', async (t) => {
  const sameBytes = SIGNATURE.replace('Ls=', 'Lt=')
  t.same(Buffer.from(sameBytes, 'base64'), Buffer.from(SIGNATURE, 'base64'), 'decodes to the same bytes')
  t.equal(verify(BODY, sameBytes, SECRET), 'mismatch')
  for (const malformed of [
    SIGNATURE.slice(0, -1),
    `${SIGNATURE}=`,
    ` ${SIGNATURE}`,
    `${SIGNATURE}, ${SIGNATURE}`,
    SIGNATURE.replaceAll('+', '-'),
    'é'.repeat(44),
    'A'.repeat(8_000)
  ]) {
    t.equal(verify(BODY, malformed, SECRET), 'malformed', malformed.slice(0, 60))
  }
})
