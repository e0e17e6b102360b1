import { setTimeout as sleep } from 'node:timers/promises'
import type { messagingApi as api } from '@line/bot-sdk'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ChannelAccessTokens } from './channel-access-tokens.ts'
import { IMAGE } from './content.ts'
import * as ids from './ids.ts'
import { invalid, type LineError } from './line-error.ts'
import { answer, error, lineHttp, NOT_FOUND, readJson } from './line-http.ts'
import { checkMessages } from './messages/check-messages.ts'
import type { Platform } from './platform.ts'
import { createRateLimit } from './rate-limit.ts'
import { type Delivery, isWebhookUrl } from './webhook-sender.ts'

const UNAUTHORIZED = error(
  401,
  'Authentication failed. Confirm that the access token in the authorization header is valid.'
)
const INVALID_REPLY_TOKEN = error(400, 'Invalid reply token')
const RATE_LIMITED = error(429, 'The API rate limit has been exceeded. Try again later.')
const RETRY_KEY = error(400, 'The X-Line-Retry-Key header is not supported by this endpoint')
const NO_ENDPOINT = error(404, 'Webhook endpoint not found')
const BAD_ENDPOINT = error(400, 'Invalid webhook endpoint URL')

/** How often the webhook URL may be tested in an hour. */
const MAX_TESTS = 60
const HOUR = 3_600_000

/**
 * What a bot needs of the Messaging API, under `/v2`.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/
 */
export async function messagingApi(
  app: FastifyInstance,
  { platform, tokens: accessTokens }: { platform: Platform; tokens: ChannelAccessTokens }
) {
  const { settings, people, tokens, faults, now } = platform
  const hasRoom = createRateLimit({ limit: () => settings.rateLimit, now })
  let tests: number[] = []

  app.register(lineHttp, { platform })
  app.addHook('preHandler', async (request, reply) => {
    if (!accessTokens.isGood(request.headers.authorization)) return answer(reply, UNAUTHORIZED)
  })

  app.post('/bot/message/reply', async (request, reply) => {
    const body = readJson(request)
    const fault = faults.take('reply', 'json' in body ? body.json.replyToken : undefined)
    if (fault?.latencyMs) await sleep(fault.latencyMs, undefined, { ref: false })
    if (fault?.drop === 'before') return reply.drop()
    if (fault?.status) return answer(reply, error(fault.status, fault.message ?? wordsOf(fault.status)))
    const refusal = hasRoom() ? accept(request, body) : RATE_LIMITED
    if (fault?.drop === 'after') return reply.drop()
    if (refusal) return answer(reply, refusal)
    return { sentMessages: (request.accepted?.messages ?? []).map(sent) }
  })

  app.post('/bot/message/validate/reply', async (request, reply) => {
    const body = readJson(request)
    if ('refusal' in body) return answer(reply, body.refusal)
    const refusal = checkMessages(body.json.messages, { rules: settings, source: String(request.body) })
    return refusal ? answer(reply, refusal) : {}
  })

  // At LINE, this is on api-data.line.me.
  app.get<{ Params: { messageId: string } }>('/bot/message/:messageId/content', async (request, reply) => {
    if (!platform.isImage(request.params.messageId)) return answer(reply, NOT_FOUND)
    return reply.type('image/png').send(IMAGE)
  })

  app.post('/bot/chat/loading/start', async (request, reply) => {
    const body = readJson(request)
    if ('refusal' in body) return answer(reply, body.refusal)
    const details = faultsOfLoading(body.json)
    return details.length > 0 ? answer(reply, invalid(details)) : reply.status(202).send({})
  })

  app.get('/bot/info', async (): Promise<api.BotInfoResponse> => {
    return { ...people.bot, chatMode: 'bot', markAsReadMode: 'auto' }
  })

  app.get('/bot/channel/webhook/endpoint', async (_request, reply) => {
    if (!settings.webhookUrl) return answer(reply, NO_ENDPOINT)
    return { endpoint: settings.webhookUrl, active: settings.useWebhook }
  })

  app.put('/bot/channel/webhook/endpoint', async (request, reply) => {
    const body = readJson(request)
    if ('refusal' in body) return answer(reply, body.refusal)
    const { endpoint } = body.json
    if (!isWebhookUrl(endpoint)) return answer(reply, BAD_ENDPOINT)
    settings.webhookUrl = endpoint
    return {}
  })

  app.post('/bot/channel/webhook/test', async (request, reply) => {
    const body = request.body ? readJson(request) : { json: {} }
    if ('refusal' in body) return answer(reply, body.refusal)
    const { endpoint = settings.webhookUrl } = body.json as { endpoint?: unknown }
    if (endpoint === '') return answer(reply, NO_ENDPOINT)
    if (!isWebhookUrl(endpoint)) return answer(reply, BAD_ENDPOINT)
    tests = tests.filter((at) => at > now() - HOUR)
    if (tests.length >= MAX_TESTS) return answer(reply, RATE_LIMITED)
    tests.push(now())
    return testResult(await platform.verify(endpoint), now())
  })

  /** Keeps the rules of a reply. What it returns is what LINE has against it. */
  function accept(request: FastifyRequest, body: ReturnType<typeof readJson>): LineError | undefined {
    if ('x-line-retry-key' in request.headers) return RETRY_KEY
    if ('refusal' in body) return body.refusal
    const { replyToken, messages, notificationDisabled } = body.json
    if (typeof replyToken !== 'string' || replyToken === '') {
      return invalid([{ message: 'May not be empty', property: 'replyToken' }])
    }
    if (notificationDisabled !== undefined && typeof notificationDisabled !== 'boolean') {
      return invalid([{ message: 'Must be a boolean', property: 'notificationDisabled' }])
    }
    const token = tokens.get(replyToken)
    const refusal = checkMessages(messages, {
      rules: settings,
      recipient: token?.chatType === 'user' ? 'user' : 'group',
      source: String(request.body)
    })
    if (refusal && !settings.badMessageUsesToken) return refusal
    if (!token || !tokens.isGood(replyToken)) return refusal ?? INVALID_REPLY_TOKEN
    token.messages = refusal ? [] : (messages as unknown[])
    if (refusal) return refusal
    const { chat, webhookEventId } = token
    request.accepted = { chat, webhookEventId, messages: token.messages }
  }
}

/** LINE's words for a status, as far as they are known. */
function wordsOf(status: number): string {
  const known = [UNAUTHORIZED, INVALID_REPLY_TOKEN, RATE_LIMITED, NOT_FOUND].find(
    (one) => one.status === status
  )
  return known?.body.message ?? `Simulated error ${status}`
}

function sent(message: unknown): api.SentMessage {
  const quotable = QUOTABLE.has((message as api.Message).type)
  return { id: ids.messageId(), ...(quotable && { quoteToken: ids.quoteToken() }) }
}

const QUOTABLE = new Set(['text', 'textV2', 'sticker', 'image', 'video', 'template'])

/**
 * What LINE has against a loading animation. Its words are not documented.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#display-a-loading-indicator
 */
function faultsOfLoading({ chatId, loadingSeconds = 20 }: Record<string, unknown>) {
  const seconds = Number.isInteger(loadingSeconds) ? Number(loadingSeconds) : 0
  return [
    ...(typeof chatId === 'string' && /^U[0-9a-f]{32}$/.test(chatId)
      ? []
      : [{ message: 'Must be the ID of a user', property: 'chatId' }]),
    ...(seconds >= 5 && seconds <= 60 && seconds % 5 === 0
      ? []
      : [{ message: 'Must be a multiple of 5 between 5 and 60', property: 'loadingSeconds' }])
  ]
}

const REASONS = {
  could_not_connect: 'COULD_NOT_CONNECT',
  request_timeout: 'REQUEST_TIMEOUT',
  error_status_code: 'ERROR_STATUS_CODE',
  unclassified: 'UNCLASSIFIED'
} as const

function testResult({ status = 0, reason, detail }: Delivery, now: number): api.TestWebhookEndpointResponse {
  return {
    success: reason === undefined,
    timestamp: new Date(now),
    statusCode: status,
    reason: reason ? REASONS[reason] : 'OK',
    detail: detail ?? String(status)
  }
}
