import type { Log } from '../log/throttle.ts'
import { type Credentials, createLongLivedToken, TOKEN_TIMEOUT_MS } from './access-token.ts'
import { createChannelClient } from './channel-client.ts'
import { createContentClient } from './content-client.ts'
import { routeFetchThroughProxy } from './dispatcher.ts'
import { createHttpClient } from './http-client.ts'
import { createOutage } from './outage.ts'
import { createReplyClient, type ReplyClientOptions } from './reply-client.ts'
import { createSdk, dataBaseUrl } from './sdk.ts'
import { createStatelessToken } from './stateless-token.ts'

export type { Credentials } from './access-token.ts'
export type { BotProfile, ChannelClient, PushQuota } from './channel-client.ts'
export type { ContentClient } from './content-client.ts'
export { answerOf, LineError } from './errors.ts'
export type { Outage } from './outage.ts'
export type { ReplyClient, ReplyResult } from './reply-client.ts'
export { isCustomHost, loadSdk } from './sdk.ts'

/** LINE permits 2,000 replies per second. If each takes 100 ms, 200 connections are in use. */
const MAX_CONNECTIONS = 256

export interface LineOptions {
  /** the base URL of the Messaging API, e.g. `https://api.line.me` */
  baseUrl: string
  credentials: Credentials
  reportAttempt?: ReplyClientOptions['reportAttempt']
  log: Log
}

/**
 * Connects a process to LINE. Replies and requests for tokens share one pool of connections; all calls use the same access
 * token.
 *
 * @throws Error when a proxy variable of the environment is invalid
 */
export function createLine({ baseUrl, credentials, reportAttempt, log }: LineOptions) {
  const http = createHttpClient({ baseUrl, connections: MAX_CONNECTIONS })
  const accessToken =
    credentials.type === 'long-lived'
      ? createLongLivedToken(credentials.accessToken)
      : createStatelessToken({ ...credentials, http, log })
  const outage = createOutage()
  const replies = createReplyClient({ http, accessToken, outage, reportAttempt, log })
  const sdkFor = createSdk(baseUrl)
  routeFetchThroughProxy() // for the SDK and handlers

  // Fetch the first token now, so that the first reply does not wait for it. The access token logs failures itself.
  accessToken.get(Date.now() + TOKEN_TIMEOUT_MS).catch(() => {})

  return {
    /** sends replies */
    replies,
    /** detects whether LINE is down */
    outage,
    /** reads the bot's profile and webhook settings */
    channel: createChannelClient({ sdkFor, accessToken }),
    /** downloads the files that users send */
    content: createContentClient({ baseUrl: dataBaseUrl(baseUrl), accessToken }),
    /** resolves with LINE's own client, for everything else; rejects with a LineError while there is no access token */
    sdk: async () => sdkFor(await accessToken.get(Date.now() + TOKEN_TIMEOUT_MS)),
    /** Closes all connections. Replies in flight get no response. */
    async close() {
      replies.close()
      accessToken.close()
      await http.close()
    }
  }
}
