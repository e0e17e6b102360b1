import { createHash } from 'node:crypto'
import type { Ids } from './ids.ts'
import { createRecent } from './recent.ts'
import type { Settings } from './settings.ts'

/** The kind of a token. LINE has different operations to verify and revoke each. */
export type TokenKind = 'long-lived' | 'short-lived' | 'with-expiration' | 'stateless'

export interface IssuedToken {
  kind: TokenKind
  /** in milliseconds since the epoch */
  expiresAt: number
  keyId: string
}

/** LINE's own example of a long-lived token's `expires_in`. */
const LONG_LIVED_SECONDS = 3_138_007_490

export type AccessTokens = ReturnType<typeof createAccessTokens>

/**
 * The tokens that authorize calls: the channel's long-lived token, and issued tokens.
 *
 * @see https://developers.line.biz/en/docs/basics/channel-access-token/
 */
export function createAccessTokens({
  settings,
  ids,
  now
}: {
  settings: Settings
  ids: Ids
  now: () => number
}) {
  const issued = createRecent<IssuedToken>(10_000)
  /** hashes of revoked long-lived tokens, which would be valid otherwise */
  const revoked = new Set<string>()

  function find(token: string): IssuedToken | undefined {
    if (token === settings.channelAccessToken && !revoked.has(hashOf(token))) {
      return { kind: 'long-lived', expiresAt: now() + LONG_LIVED_SECONDS * 1_000, keyId: '' }
    }
    const found = issued.peek(token)
    return found && found.expiresAt > now() ? found : undefined
  }

  const current = (kind: TokenKind) => [...issued].filter(([token, one]) => one.kind === kind && find(token))

  return {
    issue(kind: TokenKind, seconds: number): { token: string; keyId: string } {
      const token = ids.hex(kind === 'stateless' ? 340 : 172)
      const keyId = ids.hex(44)
      issued.set(token, { kind, expiresAt: now() + seconds * 1_000, keyId })
      return { token, keyId }
    },

    /** The valid tokens of a kind, newest first. */
    current,
    find,

    revoke(token: string): void {
      issued.delete(token)
      if (token === settings.channelAccessToken) revoked.add(hashOf(token))
    },

    isGood: (authorization: string): boolean =>
      authorization.startsWith('Bearer ') && find(authorization.slice('Bearer '.length)) !== undefined
  }
}

const hashOf = (token: string) => createHash('sha256').update(token).digest('base64')
