import type { LineBotClient, messagingApi } from '@line/bot-sdk'
import { redact } from '../log/redact.ts'
import { TIMED_OUT, withTimeLimit } from '../timing/time-limit.ts'
import type { AccessToken } from './access-token.ts'
import { readErrorBody } from './error-body.ts'
import { LineError, remedyFor } from './errors.ts'
import type { SdkFor } from './sdk.ts'

export interface ChannelClientOptions {
  sdkFor: SdkFor
  accessToken: AccessToken
  /** how long to wait for LINE, in milliseconds */
  timeoutMs?: number
}

/** The part of the bot's profile that the bot itself uses. */
export type BotProfile = Pick<messagingApi.BotInfoResponse, 'displayName' | 'basicId' | 'pictureUrl'> &
  Partial<Pick<messagingApi.BotInfoResponse, 'userId'>>

/** How many messages a channel may push in this month, and has pushed. */
export interface PushQuota {
  /** undefined: no limit */
  limit: number | undefined
  used: number
}

export type ChannelClient = ReturnType<typeof createChannelClient>

/**
 * Creates a client for the settings of the bot's channel: its profile, webhook URL and quota. Each method rejects with a
 * LineError when LINE refuses the call, sends an unexpected response, or does not respond in time.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/
 */
export function createChannelClient({ sdkFor, accessToken, timeoutMs = 5_000 }: ChannelClientOptions) {
  /** Calls LINE, and retries once with the next access token if LINE refuses the first. */
  async function request<T>(call: (client: LineBotClient) => Promise<T>, limitMs = timeoutMs): Promise<T> {
    const deadline = Date.now() + limitMs
    let token = ''
    const send = async () => {
      const leftMs = deadline - Date.now()
      token = await accessToken.get(Date.now() + leftMs / 2) // the other half is reserved for the call
      const answer = await withTimeLimit(call(await sdkFor(token)), deadline - Date.now())
      if (answer === TIMED_OUT) throw new LineError('no answer in time')
      return answer
    }
    try {
      return await send().catch((error) => {
        if (error.status !== 401 || !token || !accessToken.invalidate(token)) throw error
        return send()
      })
    } catch (error) {
      throw asLineError(error as Error, token)
    }
  }

  return {
    /** Resolves with the bot's profile, and by how many milliseconds LINE's clock is ahead of this machine's. */
    async bot(): Promise<{ profile: BotProfile; clockSkewMs: number | undefined }> {
      const { httpResponse, body } = await request((client) => client.getBotInfoWithHttpInfo())
      const profile = checked<BotProfile>(body, { displayName: 'string', basicId: 'string' })
      const { displayName, basicId, pictureUrl, userId } = profile
      const date = Date.parse(httpResponse.headers.get('date') ?? '')
      return {
        profile: {
          displayName,
          basicId,
          ...(typeof pictureUrl === 'string' && { pictureUrl }),
          ...(typeof userId === 'string' && { userId })
        },
        clockSkewMs: Number.isNaN(date) ? undefined : date - Date.now()
      }
    },

    /** Resolves with the registered webhook URL and whether "Use webhook" is on; undefined if no URL is registered. */
    async webhook(): Promise<messagingApi.GetWebhookEndpointResponse | undefined> {
      try {
        const registered = await request((client) => client.getWebhookEndpoint())
        return checked(registered, { endpoint: 'string', active: 'boolean' })
      } catch (error) {
        if (error instanceof LineError && error.status === 404) return
        throw error
      }
    },

    /** Resolves with how many messages the channel may push in this month, and has pushed so far. */
    async pushQuota(): Promise<PushQuota> {
      const asked = [
        request((client) => client.getMessageQuota()),
        request((client) => client.getMessageQuotaConsumption())
      ] as const
      const [quota, { totalUsage }] = await Promise.all(asked)
      return { limit: quota.type === 'limited' ? quota.value : undefined, used: totalUsage }
    },

    /** Registers a webhook URL. LINE may take a minute to use it. */
    async setWebhook(endpoint: string): Promise<void> {
      await request((client) => client.setWebhookEndpoint({ endpoint }))
    },

    /** Has LINE send a webhook without events to this URL, at most 60 times per hour. */
    async testWebhook(endpoint: string): Promise<messagingApi.TestWebhookEndpointResponse> {
      const result = await request((client) => client.testWebhookEndpoint({ endpoint }), 3 * timeoutMs)
      return checked(result, { success: 'boolean', reason: 'string' })
    }
  }
}

/** Converts an error of the SDK or of `fetch` to a LineError; returns any other error unchanged. */
function asLineError(error: Error, token: string): Error {
  if (isHttpError(error)) {
    // A 403 may concern the token or the caller's address. Only LINE's message distinguishes them.
    const message = readErrorBody(error.body, [token]).message
    return new LineError(message || `HTTP ${error.status} without a message`, { status: error.status })
  }
  if (error instanceof SyntaxError) return notLine() // the response is not JSON
  const cause = error.cause as NodeJS.ErrnoException | undefined
  if (!(error instanceof TypeError && cause)) return error
  const { code = cause.name, message } = cause // a network error of `fetch`
  return new LineError(code.startsWith('UND_ERR') ? redact(message) : code, { remedy: remedyFor(code) })
}

/** Detects the SDK's HTTPFetchError without loading the SDK for its class. */
const isHttpError = (error: Error): error is Error & { status: number; body: string } =>
  error.name === 'HTTPFetchError'

/**
 * Returns the body of a response if its properties have these types.
 *
 * @throws LineError otherwise, because the response is not from LINE
 */
function checked<T extends object>(body: T | null, types: Partial<Record<keyof T, string>>): T {
  const isExpected = ([name, type]: [string, unknown]) => typeof body?.[name as keyof T] === type
  if (!Object.entries(types).every(isExpected)) throw notLine()
  return body as T
}

const notLine = () =>
  new LineError('the response is not from the Messaging API: its JSON has an unexpected form', {
    status: 200
  })
