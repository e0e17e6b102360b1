import type { LineBotClient } from '@line/bot-sdk'
import type { Log } from '../log/throttle.ts'
import { type AccessToken, type Credentials, createLongLivedToken } from './access-token.ts'
import { type ChannelClient, createChannelClient } from './channel-client.ts'
import { routeFetchThroughProxy } from './dispatcher.ts'
import { createHttpClient, type HttpClient } from './http-client.ts'
import { createReplyClient, type ReplyClient } from './reply-client.ts'
import { createSdk } from './sdk.ts'
import { createStatelessToken } from './stateless-token.ts'

export type { Credentials } from './access-token.ts'
export {
  answerOf,
  type BotProfile,
  type ChannelClient,
  ChannelError,
  type WebhookTest
} from './channel-client.ts'
export type { ReplyClient, ReplyResult } from './reply-client.ts'
export { isCustomHost } from './sdk.ts'

/** LINE's 2,000 replies a second at 100 ms each need 200. */
const MAX_CONNECTIONS = 256
/** How long a handler that calls LINE waits for an access token. */
const TOKEN_TIMEOUT_MS = 5_000

export interface LineOptions {
  /** where the Messaging API is, e.g. `https://api.line.me` */
  baseUrl: string
  credentials: Credentials
  log: Log
  /** how many requests may be in flight at once; further ones wait */
  connections?: number
}

/** LINE's API, as a process of the bot uses it. */
export interface Line {
  /** sends replies */
  replies: Pick<ReplyClient, 'reply'>
  /** asks who the bot is and where its webhooks go */
  channel: ChannelClient
  /** LINE's own client, for everything else; rejects with an AccessTokenError while there is no access token */
  sdk: () => Promise<LineBotClient>
  /** Ends all connections: a reply in flight gets no response. */
  close(): Promise<void>
}

/**
 * Connects a process to LINE. Replies and access tokens share one pool of connections, and all use one access token.
 *
 * @throws Error when the environment names a proxy that is none
 */
export function createLine({ baseUrl, credentials, log, connections = MAX_CONNECTIONS }: LineOptions): Line {
  const http = createHttpClient({ baseUrl, connections })
  const accessToken = createAccessToken(credentials, http, log)
  const replies = createReplyClient({ http, accessToken, log })
  const sdkFor = createSdk({ baseUrl })
  routeFetchThroughProxy() // the SDK's fetch, and that of handlers

  // Fetch the first token now, so that the first reply does not wait for it. A failure is logged there.
  accessToken.get(Date.now() + TOKEN_TIMEOUT_MS).catch(() => {})

  return {
    replies,
    channel: createChannelClient({ sdkFor, accessToken }),
    sdk: async () => sdkFor(await accessToken.get(Date.now() + TOKEN_TIMEOUT_MS)),
    async close() {
      replies.close()
      accessToken.close()
      await http.close()
    }
  }
}

function createAccessToken(credentials: Credentials, http: HttpClient, log: Log): AccessToken {
  switch (credentials.type) {
    case 'long-lived':
      return createLongLivedToken(credentials.accessToken)
    case 'channel': {
      const { channelId, channelSecret } = credentials
      return createStatelessToken({ channelId, channelSecret, http, log })
    }
  }
}
