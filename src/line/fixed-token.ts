import type { AccessToken } from './types.ts'

/** A token that was issued by hand, and is good until somebody revokes it. */
export function createFixedToken(token: string): AccessToken {
  return {
    prepare: () => {},
    current: () => token,
    get: async () => token,
    invalidate: () => false,
    close: async () => {}
  }
}
