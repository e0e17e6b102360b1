import type { LineBotClient } from '@line/bot-sdk'

export type SdkFor = (token: string) => Promise<LineBotClient>

/**
 * Loads LINE's SDK, which takes 180 ms on an idle machine and 10 MB of memory. A bot whose handlers may use it loads it at
 * startup, so that no event waits for it and misses LINE's 2 s. Others load it only for requests about the channel.
 */
export const loadSdk = () => import('@line/bot-sdk')

/**
 * Creates LINE's own client, for everything except replies. The SDK is loaded on first use; it uses Node's `fetch` and has
 * no time limit.
 *
 * @param baseUrl the base URL of the Messaging API, e.g. `https://api.line.me`
 * @returns a function that resolves with the client for an access token
 * @see https://line.github.io/line-bot-sdk-nodejs/
 */
export function createSdk(baseUrl: string): SdkFor {
  const dataApiBaseURL = dataBaseUrl(baseUrl)
  let latest: { client: LineBotClient; token: string } | undefined

  return async function sdkFor(token) {
    const { LineBotClient } = await loadSdk()
    if (latest?.token !== token) {
      const options = { channelAccessToken: token, apiBaseURL: baseUrl, dataApiBaseURL }
      latest = { client: LineBotClient.fromChannelAccessToken(options), token }
    }
    return latest.client
  }
}

/**
 * Returns the base URL of users' files, which LINE serves from a separate host.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#domain-name
 */
export const dataBaseUrl = (baseUrl: string) => (isCustomHost(baseUrl) ? baseUrl : 'https://api-data.line.me')

/** Whether the Messaging API is not at LINE's own host but, for example, in a simulator or behind a gateway. */
export const isCustomHost = (baseUrl: string) => URL.parse(baseUrl)?.hostname !== 'api.line.me'
