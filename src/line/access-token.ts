import { createFixedToken } from './fixed-token.ts'
import type { Log } from './outage-log.ts'
import { createStatelessToken } from './stateless-token.ts'
import type { AccessToken, Credentials } from './types.ts'

export interface AccessTokenOptions {
  credentials: Credentials
  /** where the Messaging API is, e.g. `https://api.line.me`; a path may follow the host */
  baseUrl: string
  log: Log
}

/** Makes what authorizes the calls of a process. */
export function createAccessToken({ credentials, ...options }: AccessTokenOptions): AccessToken {
  switch (credentials.type) {
    case 'long-lived':
      return createFixedToken(credentials.accessToken)
    case 'channel': {
      const { channelId, channelSecret } = credentials
      return createStatelessToken({ channelId, channelSecret, ...options })
    }
  }
}
