import type { LineBotClient } from '@line/bot-sdk'

export interface SdkOptions {
  /** where the Messaging API is, e.g. `https://api.line.me` */
  baseUrl: string
  /** the token that is good now */
  accessToken: () => string | Promise<string>
}

/**
 * LINE's own client, for everything that is not the way of a message. It is loaded when it is asked for the first
 * time: that takes 180 ms.
 *
 * @see https://line.github.io/line-bot-sdk-nodejs/
 */
export function createSdk({ baseUrl, accessToken }: SdkOptions): () => Promise<LineBotClient> {
  const dataApiBaseURL = dataBaseUrlOf(baseUrl)
  let made: { client: LineBotClient; token: string } | undefined

  return async function sdk() {
    const token = await accessToken()
    const { LineBotClient } = await import('@line/bot-sdk')
    if (made?.token !== token) {
      const options = { channelAccessToken: token, apiBaseURL: baseUrl, dataApiBaseURL }
      made = { client: LineBotClient.fromChannelAccessToken(options), token }
    }
    return made.client
  }
}

/** What users send is on a host of its own, at LINE. https://developers.line.biz/en/reference/messaging-api/#domain-name */
const dataBaseUrlOf = (baseUrl: string) =>
  new URL(baseUrl).hostname === 'api.line.me' ? 'https://api-data.line.me' : baseUrl
