import type { LineBotClient } from '@line/bot-sdk'

export type SdkFor = (token: string) => Promise<LineBotClient>

/**
 * Loads LINE's SDK: 180 ms on an idle machine, and 10 MB of memory. A bot whose handlers may use it calls this at its start,
 * because an event that waits for it may be too late for LINE's 2 s. Others load it only to ask about the channel.
 */
export const loadSdk = () => import('@line/bot-sdk')

/**
 * LINE's own client, for everything but replies. It is loaded when it is used for the first time, unless it is loaded
 * already. It uses Node's `fetch` and has no time limit.
 *
 * @param baseUrl where the Messaging API is, e.g. `https://api.line.me`
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
 * LINE serves what users send from a host of its own.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#domain-name
 */
export const dataBaseUrl = (baseUrl: string) => (isCustomHost(baseUrl) ? baseUrl : 'https://api-data.line.me')

/** Whether the Messaging API is somewhere else than at LINE: at a simulator, or behind a gateway. */
export const isCustomHost = (baseUrl: string) => URL.parse(baseUrl)?.hostname !== 'api.line.me'
