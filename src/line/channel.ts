import type { messagingApi } from '@line/bot-sdk'
import { type AccessToken, AccessTokenError } from './access-token.ts'

export interface ChannelOptions {
  /** where the Messaging API is, e.g. `https://api.line.me` */
  baseUrl: string
  accessToken: AccessToken
  /** how long to wait for LINE, in milliseconds */
  limit?: number
}

/** LINE said no (its `status`), or nothing at all (no status). */
export class ChannelError extends Error {
  readonly status: number | undefined
  /** LINE issues no access token for the channel id and secret */
  readonly notIssued: boolean

  constructor(message: string, status?: number, notIssued = false) {
    super(message)
    this.name = 'ChannelError'
    this.status = status
    this.notIssued = notIssued
  }
}

export type Channel = ReturnType<typeof createChannel>

/**
 * What LINE knows of the bot's channel: who the bot is and where its webhooks go. Nothing here is on the way of a
 * message, so the SDK's own client does it; it is loaded with the first question.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/
 */
export function createChannel({ baseUrl, accessToken, limit = 5_000 }: ChannelOptions) {
  type Question<T> = (client: messagingApi.MessagingApiClient) => Promise<T>

  /** Asks with the access token, and once more with the next one when LINE refuses it. Half of the time is for tokens. */
  async function withToken<T>(question: Question<T>, tokenUntil: number, again = true): Promise<T> {
    const { messagingApi } = await import('@line/bot-sdk')
    const token = await accessToken.get(tokenUntil)
    const client = new messagingApi.MessagingApiClient({
      channelAccessToken: token.value,
      baseURL: baseUrl
    })
    try {
      return await question(client)
    } catch (error) {
      if ((error as { status?: number }).status !== 401 || !again || !accessToken.invalidate(token))
        throw error
      return withToken(question, tokenUntil, false)
    }
  }

  async function ask<T>(question: Question<T>, within = limit): Promise<T> {
    const timeout = Promise.withResolvers<never>()
    const timer = setTimeout(() => timeout.reject(new ChannelError('no answer in time')), within)
    try {
      return await Promise.race([withToken(question, Date.now() + within / 2), timeout.promise])
    } catch (error) {
      throw asChannelError(error)
    } finally {
      clearTimeout(timer)
    }
  }

  return {
    /** The bot's profile, and by how many milliseconds LINE's clock is ahead of this machine's. */
    async bot(): Promise<{ profile: messagingApi.BotInfoResponse; clockSkew: number | undefined }> {
      const { httpResponse, body } = await ask((client) => client.getBotInfoWithHttpInfo())
      const date = Date.parse(httpResponse.headers.get('date') ?? '')
      return { profile: body, clockSkew: Number.isNaN(date) ? undefined : date - Date.now() }
    },

    /** The registered webhook URL and whether "Use webhook" is on; undefined when there is none. */
    async webhook(): Promise<messagingApi.GetWebhookEndpointResponse | undefined> {
      try {
        return await ask((client) => client.getWebhookEndpoint())
      } catch (error) {
        if ((error as ChannelError).status === 404) return
        throw error
      }
    },

    /** Registers a webhook URL. It may take LINE a minute to use it. */
    setWebhook: (endpoint: string) => ask((client) => client.setWebhookEndpoint({ endpoint })),

    /** Has LINE send a webhook without events, to the registered URL or the given one. At most 60 an hour. */
    testWebhook: (endpoint?: string) =>
      ask((client) => client.testWebhookEndpoint({ ...(endpoint && { endpoint }) }), 3 * limit)
  }
}

function asChannelError(error: unknown): ChannelError {
  if (error instanceof ChannelError) return error
  if (error instanceof AccessTokenError) {
    return new ChannelError(error.message, error.status, error.verdict === 'unauthorized')
  }
  const { status, body, message, cause } = error as Error & { status?: number; body?: string }
  if (status) return new ChannelError(wordsOf(body) || message, status)
  const { code } = (cause ?? error) as { code?: unknown }
  return new ChannelError(typeof code === 'string' ? code : message)
}

function wordsOf(body = ''): string {
  try {
    return String((JSON.parse(body) as messagingApi.ErrorResponse).message).slice(0, 300)
  } catch {
    return ''
  }
}
