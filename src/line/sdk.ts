import type { LineBotClient } from '@line/bot-sdk'
import { basePathOf } from './base-path.ts'
import { isSimulated } from './simulated.ts'

export interface SdkOptions {
  /** where the Messaging API is, e.g. `https://api.line.me`; a path may follow the host */
  baseUrl: string
  /** the token that is good now */
  accessToken: () => Promise<string>
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
      made = { client: keepBasePath(LineBotClient.fromChannelAccessToken(options), baseUrl), token }
    }
    return made.client
  }
}

/** What users send is on a host of its own, at LINE. https://developers.line.biz/en/reference/messaging-api/#domain-name */
const dataBaseUrlOf = (baseUrl: string) => (isSimulated(baseUrl) ? baseUrl : 'https://api-data.line.me')

/** What the SDK's client is made of, and does not show: a client of each API, each with its HTTP client. */
interface SdkInternals {
  clients: Record<string, { httpClient: { baseURL: string } & Record<string, HttpMethod> }>
}
type HttpMethod = (path: string, ...rest: unknown[]) => unknown

/** The SDK joins its paths to the host of a base URL, and drops the path of it: here, that comes before them again. */
function keepBasePath(client: LineBotClient, baseUrl: string): LineBotClient {
  const basePath = basePathOf(baseUrl)
  if (basePath === '') return client
  // The SDK has no option for this, and the types of its own parts are private.
  const { clients } = client as unknown as SdkInternals
  for (const { httpClient } of Object.values(clients)) {
    if (httpClient.baseURL !== baseUrl) continue
    for (const name of HTTP_METHODS) {
      const method = httpClient[name]?.bind(httpClient)
      if (method) httpClient[name] = (path, ...rest) => method(basePath + path, ...rest)
    }
  }
  return client
}

const HTTP_METHODS = [
  'get',
  'post',
  'put',
  'delete',
  'postForm',
  'postFormMultipart',
  'putFormMultipart',
  'postBinaryContent'
]
