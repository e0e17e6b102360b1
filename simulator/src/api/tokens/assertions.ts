import { createLocalJWKSet, type JWTPayload, jwtVerify } from 'jose'
import type { Channel } from '../../channel.ts'
import { oauthError, Refusal } from '../errors.ts'

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
/** Maximum lifetime of a JWT and of the token that it requests, in seconds. */
const MAX_JWT_SECONDS = 30 * 60
const MAX_TOKEN_SECONDS = 30 * 86_400

export type Assertions = ReturnType<typeof createAssertions>

/**
 * Verifies the JWT that authenticates a bot. It must be signed with the private key of one of `assertionKeys`.
 *
 * @see https://developers.line.biz/en/docs/messaging-api/generate-json-web-token/
 */
export function createAssertions({ settings, now }: Channel) {
  /**
   * @param form contains `client_assertion_type` and `client_assertion`
   * @returns the requested lifetime of the token in seconds (`token_exp`), if any
   * @throws Refusal if the JWT is invalid
   */
  return async function verify(form: URLSearchParams): Promise<number | undefined> {
    if (form.get('client_assertion_type') !== ASSERTION_TYPE) {
      throw new Refusal(oauthError(400, 'Invalid client_assertion_type'))
    }
    const payload = await read(form.get('client_assertion') ?? '')
    const { exp = 0, token_exp: seconds } = payload
    if (exp > now() / 1_000 + MAX_JWT_SECONDS + 1) throw new Refusal(INVALID_ASSERTION('exp is too late'))
    if (seconds === undefined) return
    if (
      typeof seconds === 'number' &&
      Number.isInteger(seconds) &&
      seconds > 0 &&
      seconds <= MAX_TOKEN_SECONDS
    )
      return seconds
    throw new Refusal(INVALID_ASSERTION('invalid token_exp'))
  }

  async function read(assertion: string): Promise<JWTPayload> {
    try {
      const { payload } = await jwtVerify(assertion, createLocalJWKSet({ keys: settings.assertionKeys }), {
        algorithms: ['RS256'],
        issuer: settings.channelId,
        subject: settings.channelId,
        audience: 'https://api.line.me/',
        requiredClaims: ['exp'],
        currentDate: new Date(now())
      })
      return payload
    } catch (problem) {
      throw new Refusal(INVALID_ASSERTION((problem as Error).message))
    }
  }
}

/** LINE does not document its error messages; these name the cause. */
const INVALID_ASSERTION = (why: string) =>
  oauthError(400, `Invalid client_assertion: ${why}`, 'invalid_client')
