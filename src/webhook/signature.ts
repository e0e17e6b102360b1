import { createHmac, timingSafeEqual } from 'node:crypto'

/** Why a webhook's signature was not accepted. For the log only; no response contains it. */
export type SignatureFailure = 'absent' | 'malformed' | 'mismatch'

/**
 * Returns LINE's signature of a webhook: base64 of the HMAC-SHA256 over the exact bytes of the body, keyed with the
 * channel secret as text (it looks like hexadecimal, and is not decoded).
 *
 * @example const headers = { 'x-line-signature': sign('{"destination":"U0","events":[]}', channelSecret) }
 * @see https://developers.line.biz/en/docs/messaging-api/verify-webhook-signature/
 */
export function sign(body: Uint8Array | string, channelSecret: string): string {
  return createHmac('sha256', channelSecret).update(body).digest('base64')
}

/** Whether the `x-line-signature` header can be a signature at all, before the body is read. */
export function formFailure(signature: string | string[] | undefined): SignatureFailure | undefined {
  if (!signature) return 'absent'
  return SHA256_BASE64.test(String(signature)) ? undefined : 'malformed'
}

/**
 * Checks the `x-line-signature` header against the bytes that came with it, in constant time.
 *
 * @example const isFromLine = verify(bytes, String(request.headers['x-line-signature']), [channelSecret]) === 0
 * @param channelSecrets one, or two during a rotation. All are compared, so that timing does not reveal the match
 * @returns the index of the secret that LINE signed these bytes with, or why the signature was not accepted
 */
export function verify(
  body: Uint8Array,
  signature: string | undefined,
  channelSecrets: readonly string[]
): number | SignatureFailure {
  const failure = formFailure(signature)
  if (failure) return failure
  // Compares the text, not the decoded bytes, because in base64 several texts can encode the same bytes.
  const received = Buffer.from(signature as string, 'latin1')
  const matches = channelSecrets.map((secret) =>
    timingSafeEqual(Buffer.from(sign(body, secret), 'latin1'), received)
  )
  const index = matches.indexOf(true)
  return index < 0 ? 'mismatch' : index
}

const SHA256_BASE64 = /^[A-Za-z0-9+/]{43}=$/
