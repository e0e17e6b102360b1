import type { LineBotClient } from '@line/bot-sdk'

export type SdkFor = (token: string) => Promise<LineBotClient>

/**
 * LINE's own client, for everything but replies. It is loaded when it is used for the first time, because that takes
 * 180 ms. It uses Node's `fetch` and has no time limit.
 *
 * @param baseUrl where the Messaging API is, e.g. `https://api.line.me`
 * @returns a function that resolves with the client for an access token
 * @see https://line.github.io/line-bot-sdk-nodejs/
 */
export function createSdk(baseUrl: string): SdkFor {
  // LINE serves what users send from a host of its own.
  // https://developers.line.biz/en/reference/messaging-api/#domain-name
  const dataApiBaseURL = isCustomHost(baseUrl) ? baseUrl : 'https://api-data.line.me'
  let latest: { client: LineBotClient; token: string } | undefined

  return async function sdkFor(token) {
    const { LineBotClient } = await import('@line/bot-sdk')
    if (latest?.token !== token) {
      const options = { channelAccessToken: token, apiBaseURL: baseUrl, dataApiBaseURL }
      latest = { client: LineBotClient.fromChannelAccessToken(options), token }
    }
    return latest.client
  }
}

/** Whether the Messaging API is somewhere else than at LINE: at a simulator, or behind a gateway. */
export const isCustomHost = (baseUrl: string) => URL.parse(baseUrl)?.hostname !== 'api.line.me'
