import type { LineBotClient, messagingApi } from '@line/bot-sdk'
import { TIMED_OUT, withTimeLimit } from '../timing/time-limit.ts'
import { type AccessToken, AccessTokenError } from './access-token.ts'
import { readErrorBody } from './error-body.ts'
import { remedyFor } from './no-response-error.ts'
import type { SdkFor } from './sdk.ts'

export interface ChannelClientOptions {
  sdkFor: SdkFor
  accessToken: AccessToken
  /** how long to wait for LINE */
  timeoutMs?: number
}

/** Who the bot is, as far as the bot itself uses it. */
export type BotProfile = Pick<messagingApi.BotInfoResponse, 'displayName' | 'basicId' | 'pictureUrl'>

export type WebhookTest = Pick<
  messagingApi.TestWebhookEndpointResponse,
  'reason' | 'statusCode' | 'detail'
> & { success: boolean }

export type ChannelClient = ReturnType<typeof createChannelClient>

/**
 * What LINE knows of the bot's channel: who the bot is, and where its webhooks go. Each method rejects with a
 * ChannelError when LINE refuses, answers something else, or does not respond in time.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/
 */
export function createChannelClient({ sdkFor, accessToken, timeoutMs = 5_000 }: ChannelClientOptions) {
  /** Calls LINE, and once more with the next access token when LINE refuses the first. */
  async function request<T>(call: (client: LineBotClient) => Promise<T>, limitMs = timeoutMs): Promise<T> {
    const deadline = Date.now() + limitMs
    const tokenDeadline = Date.now() + limitMs / 2
    let token = ''
    const send = async () => {
      token = await accessToken.get(tokenDeadline)
      const answer = await withTimeLimit(call(await sdkFor(token)), deadline - Date.now())
      if (answer === TIMED_OUT) throw new ChannelError('no answer in time')
      return answer
    }
    try {
      return await send().catch((error) => {
        if (error.status !== 401 || !token || !accessToken.invalidate(token)) throw error
        return send()
      })
    } catch (error) {
      throw asChannelError(error as Error, token)
    }
  }

  return {
    /** The bot's profile, and by how many milliseconds LINE's clock is ahead of this machine's. */
    async bot(): Promise<{ profile: BotProfile; clockSkewMs: number | undefined }> {
      const { httpResponse, body } = await request((client) => client.getBotInfoWithHttpInfo())
      const date = Date.parse(httpResponse.headers.get('date') ?? '')
      return { profile: profileOf(body), clockSkewMs: Number.isNaN(date) ? undefined : date - Date.now() }
    },

    /** The registered webhook URL and whether "Use webhook" is on; undefined when there is none. */
    async webhook(): Promise<messagingApi.GetWebhookEndpointResponse | undefined> {
      try {
        return webhookOf(await request((client) => client.getWebhookEndpoint()))
      } catch (error) {
        if (error instanceof ChannelError && error.status === 404) return
        throw error
      }
    },

    /** Registers a webhook URL. LINE may take a minute to use it. */
    async setWebhook(endpoint: string): Promise<void> {
      await request((client) => client.setWebhookEndpoint({ endpoint }))
    },

    /** Has LINE send a webhook without events, to the registered URL or the given one. At most 60 an hour. */
    async testWebhook(endpoint?: string): Promise<WebhookTest> {
      const target = endpoint === undefined ? {} : { endpoint }
      return webhookTestOf(await request((client) => client.testWebhookEndpoint(target), 3 * timeoutMs))
    }
  }
}

/** LINE responded with an error (`status`), or did not respond (no `status`). The message is LINE's own, redacted. */
export class ChannelError extends Error {
  override readonly name = 'ChannelError'
  readonly status: number | undefined
  /** LINE issues no access token for the channel id and secret */
  readonly notIssued: boolean
  /** what to check, where that is known */
  readonly remedy: string | undefined

  constructor(
    message: string,
    details: { status?: number | undefined; notIssued?: boolean; remedy?: string | undefined } = {}
  ) {
    super(message)
    this.status = details.status
    this.notIssued = details.notIssued ?? false
    this.remedy = details.remedy
  }
}

/** The answer, or the ChannelError as a value: for callers that go on either way. */
export async function answerOf<T>(answer: Promise<T>): Promise<T | ChannelError> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof ChannelError) return error
    throw error
  }
}

/** An error of the SDK, of `fetch` or of the access token as a ChannelError; a programming error as it is. */
function asChannelError(error: Error, token: string): Error {
  if (error instanceof AccessTokenError) {
    const { message, status, verdict, remedy } = error
    return new ChannelError(message, { status, notIssued: verdict === 'unauthorized', remedy })
  }
  if (isHttpError(error)) {
    // A 403 may be about the token or about the caller's address: only LINE's words tell.
    const message = readErrorBody(error.body, [token]).message
    return new ChannelError(message || `HTTP ${error.status} without a message`, { status: error.status })
  }
  if (error instanceof SyntaxError) return notLine() // what answered is not JSON
  const cause = error.cause as NodeJS.ErrnoException | undefined
  if (!(error instanceof TypeError && cause)) return error
  const { code = cause.name, message } = cause // of `fetch`: the error of the network
  return new ChannelError(code.startsWith('UND_ERR') ? message : code, { remedy: remedyFor(code) })
}

/** The SDK's HTTPFetchError, without loading the SDK for its class. */
const isHttpError = (error: Error): error is Error & { status: number; body: string } =>
  error.name === 'HTTPFetchError'

function profileOf(body: Partial<messagingApi.BotInfoResponse> | null): BotProfile {
  const { displayName, basicId, pictureUrl } = body ?? {}
  if (typeof displayName !== 'string' || typeof basicId !== 'string') throw notLine()
  return { displayName, basicId, ...(typeof pictureUrl === 'string' && { pictureUrl }) }
}

function webhookOf(body: Partial<messagingApi.GetWebhookEndpointResponse> | null) {
  const { endpoint, active } = body ?? {}
  if (typeof endpoint !== 'string' || typeof active !== 'boolean') throw notLine()
  return { endpoint, active }
}

function webhookTestOf(body: Partial<messagingApi.TestWebhookEndpointResponse> | null): WebhookTest {
  const { success, reason, statusCode, detail } = body ?? {}
  if (typeof success !== 'boolean' || typeof reason !== 'string') throw notLine()
  return { success, reason, statusCode: Number(statusCode) || 0, detail: String(detail ?? '') }
}

const notLine = () =>
  new ChannelError('what answers is not the Messaging API: its JSON has another form', { status: 200 })
