import { createHmac, timingSafeEqual } from 'node:crypto'

/** Why a webhook's signature was not accepted. For the log only: an answer never says which. */
export type SignatureFailure = 'absent' | 'malformed' | 'mismatch'

/**
 * LINE's signature of a webhook: base64 of the HMAC-SHA256 over the exact bytes of the body, keyed with the
 * channel secret as text (it looks like hexadecimal, and is not decoded).
 *
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
 * @returns nothing when LINE signed these bytes with this secret, else why it is not so
 */
export function verify(
  body: Uint8Array,
  signature: string | undefined,
  channelSecret: string
): SignatureFailure | undefined {
  const failure = formFailure(signature)
  if (failure) return failure
  // The text is compared, not what it decodes to: base64 lets several texts stand for the same bytes.
  const expected = Buffer.from(sign(body, channelSecret), 'latin1')
  return timingSafeEqual(expected, Buffer.from(signature as string, 'latin1')) ? undefined : 'mismatch'
}

const SHA256_BASE64 = /^[A-Za-z0-9+/]{43}=$/
