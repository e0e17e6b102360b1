import fc from 'fast-check'
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
  t.equal(verify(BODY, SIGNATURE, [SECRET]), 0)
})

t.test('refuses what LINE did not sign', async (t) => {
  t.equal(verify(Buffer.concat([BODY, Buffer.from(' ')]), SIGNATURE, [SECRET]), 'mismatch')
  t.equal(verify(BODY, SIGNATURE, ['another secret']), 'mismatch')
  t.equal(verify(BODY, undefined, [SECRET]), 'absent')
  t.equal(verify(BODY, '', [SECRET]), 'absent')
})

t.test('takes a signature only in the one form that LINE writes', async (t) => {
  const sameBytes = SIGNATURE.replace('Ls=', 'Lt=')
  t.same(Buffer.from(sameBytes, 'base64'), Buffer.from(SIGNATURE, 'base64'), 'decodes to the same bytes')
  t.equal(verify(BODY, sameBytes, [SECRET]), 'mismatch')
  for (const malformed of [
    SIGNATURE.slice(0, -1),
    `${SIGNATURE}=`,
    ` ${SIGNATURE}`,
    `${SIGNATURE}, ${SIGNATURE}`,
    SIGNATURE.replaceAll('+', '-'),
    'é'.repeat(44),
    'A'.repeat(8_000)
  ]) {
    t.equal(verify(BODY, malformed, [SECRET]), 'malformed', malformed.slice(0, 60))
  }
})

const hex = fc.stringMatching(/^[0-9a-f]{32}$/)
const threeSecrets = fc
  .uniqueArray(hex, { minLength: 3, maxLength: 3 })
  .map((secrets) => secrets as [first: string, second: string, other: string])
const body = fc.uint8Array({ minLength: 1, maxLength: 300 })

t.test('accepts what LINE signed with either of two secrets, and returns which', async (t) => {
  const property = fc.property(body, threeSecrets, (body, [first, second]) => {
    const resultOf = (secret: string) => verify(body, sign(body, secret), [first, second])
    return resultOf(first) === 0 && resultOf(second) === 1
  })
  t.doesNotThrow(() => fc.assert(property))
})

t.test('refuses what was signed with neither of two secrets, or changed since', async (t) => {
  const property = fc.property(body, threeSecrets, fc.nat(), (body, [first, second, other], bit) => {
    const at = (bit >> 3) % body.length
    const changed = body.map((byte, index) => (index === at ? byte ^ (1 << (bit & 7)) : byte))
    const isRefused = (bytes: Uint8Array, secret: string) =>
      verify(bytes, sign(body, secret), [first, second]) === 'mismatch'
    return isRefused(body, other) && isRefused(changed, first) && isRefused(changed, second)
  })
  t.doesNotThrow(() => fc.assert(property))
})
