import type { messagingApi } from '@line/bot-sdk'
import { AccessTokenError } from './access-token-error.ts'
import { ChannelError } from './channel-error.ts'
import { jsonObject, readErrorBody } from './error-body.ts'
import type { HttpResponse } from './exchange.ts'
import { createHttpClient, type LineRequest } from './http-client.ts'
import { NoResponseError } from './no-response-error.ts'
import type { AccessToken } from './types.ts'

export interface ChannelOptions {
  /** where the Messaging API is, e.g. `https://api.line.me`; a path may follow the host */
  baseUrl: string
  accessToken: AccessToken
  /** how long to wait for LINE */
  timeoutMs?: number
}

/** Who the bot is, as far as the bot itself uses it. */
export type BotProfile = Pick<messagingApi.BotInfoResponse, 'displayName' | 'basicId' | 'pictureUrl'>

export type Channel = ReturnType<typeof createChannel>

/**
 * What LINE knows of the bot's channel: who the bot is and where its webhooks go. Every question rejects with a
 * ChannelError when LINE says no, says something else, or does not respond.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/
 */
export function createChannel({ baseUrl, accessToken, timeoutMs = 5_000 }: ChannelOptions) {
  const http = createHttpClient({ baseUrl, connections: 4 })

  /** Asks with the access token, and once more with the next one when LINE refuses it. Half of the time is for tokens. */
  async function ask(
    question: Pick<LineRequest, 'method' | 'path'> & { json?: object },
    withinMs = timeoutMs
  ): Promise<HttpResponse> {
    const deadline = Date.now() + withinMs
    const tokenDeadline = Date.now() + withinMs / 2
    const { json, ...request } = question
    const body = json && JSON.stringify(json)
    const send = (token: string) =>
      http.send({
        ...request,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body !== undefined && { 'content-type': 'application/json' })
        },
        ...(body !== undefined && { body }),
        timeoutMs: withinMs,
        deadline
      })
    try {
      const token = await accessToken.get(tokenDeadline)
      let response = await send(token)
      if (response.status === 401 && accessToken.invalidate(token)) {
        response = await send(await accessToken.get(tokenDeadline))
      }
      if (response.status >= 200 && response.status < 300) return response
      throw refusal(response)
    } catch (error) {
      throw error instanceof AccessTokenError || error instanceof NoResponseError
        ? withoutAnswer(error)
        : error
    }
  }

  return {
    /** The bot's profile, and by how many milliseconds LINE's clock is ahead of this machine's. */
    async bot(): Promise<{ profile: BotProfile; clockSkew: number | undefined }> {
      const response = await ask({ method: 'GET', path: '/v2/bot/info' })
      const date = Date.parse(String(response.headers.date))
      return { profile: profileOf(response), clockSkew: Number.isNaN(date) ? undefined : date - Date.now() }
    },

    /** The registered webhook URL and whether "Use webhook" is on; undefined when there is none. */
    async webhook(): Promise<messagingApi.GetWebhookEndpointResponse | undefined> {
      try {
        return webhookOf(await ask({ method: 'GET', path: WEBHOOK }))
      } catch (error) {
        if (error instanceof ChannelError && error.status === 404) return
        throw error
      }
    },

    /** Registers a webhook URL. It may take LINE a minute to use it. */
    async setWebhook(endpoint: string): Promise<void> {
      await ask({ method: 'PUT', path: WEBHOOK, json: { endpoint } })
    },

    /** Has LINE send a webhook without events, to the registered URL or the given one. At most 60 an hour. */
    async testWebhook(endpoint?: string): Promise<WebhookTest> {
      const json = endpoint === undefined ? {} : { endpoint }
      return webhookTestOf(
        await ask({ method: 'POST', path: '/v2/bot/channel/webhook/test', json }, 3 * timeoutMs)
      )
    }
  }
}

const WEBHOOK = '/v2/bot/channel/webhook/endpoint'

export type WebhookTest = Pick<
  messagingApi.TestWebhookEndpointResponse,
  'reason' | 'statusCode' | 'detail'
> & { success: boolean }

function profileOf(response: HttpResponse): BotProfile {
  const { displayName, basicId, pictureUrl } = jsonObject(response.text)
  if (typeof displayName !== 'string' || typeof basicId !== 'string') throw notUnderstood(response)
  return { displayName, basicId, ...(typeof pictureUrl === 'string' && { pictureUrl }) }
}

function webhookOf(response: HttpResponse): messagingApi.GetWebhookEndpointResponse {
  const { endpoint, active } = jsonObject(response.text)
  if (typeof endpoint !== 'string' || typeof active !== 'boolean') throw notUnderstood(response)
  return { endpoint, active }
}

function webhookTestOf(response: HttpResponse): WebhookTest {
  const { success, reason, statusCode, detail } = jsonObject(response.text)
  if (typeof success !== 'boolean' || typeof reason !== 'string') throw notUnderstood(response)
  return { success, reason, statusCode: Number(statusCode) || 0, detail: String(detail ?? '') }
}

const notUnderstood = ({ status }: HttpResponse) =>
  new ChannelError('what answers is not the Messaging API: its JSON has another form', { status })

/** LINE's words are always told: a 403 may be about the token, or about the address that asks. */
const refusal = ({ status, text }: HttpResponse) =>
  new ChannelError(readErrorBody(text).message || `HTTP ${status}, without a word of LINE's`, { status })

function withoutAnswer(error: AccessTokenError | NoResponseError): ChannelError {
  const { message, remedy } = error
  if (error instanceof NoResponseError) return new ChannelError(message, { remedy })
  const { status, verdict } = error
  return new ChannelError(message, { status, notIssued: verdict === 'unauthorized', remedy })
}
