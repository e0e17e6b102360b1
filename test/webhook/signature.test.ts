import fc from 'fast-check'
import t from 'tap'
import { sign, verify } from '../../src/webhook/signature.ts'
import vectors from './signature-vectors.json' with { type: 'json' }

// LINE's documentation has the first vector, the tests of its SDKs the others. Each names its source.
const [documented] = vectors
const SECRET = documented?.secret as string
const BODY = Buffer.from(documented?.body as string)
const SIGNATURE = documented?.signature as string

t.test('accepts and refuses the signatures that LINE has published as LINE’s SDKs do', async (t) => {
  for (const { source, secret, body, signature, accepted } of vectors) {
    t.equal(verify(Buffer.from(body), signature, [secret]) === 0, accepted, `${signature}: ${source}`)
    t.equal(sign(body, secret) === signature, accepted)
    t.equal(sign(Buffer.from(body), secret) === signature, accepted)
  }
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
