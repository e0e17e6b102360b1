import { Type } from 'typebox'
import { type Delivery, isWebhookUrl } from '../events/webhook-sender.ts'
import type * as messagingApi from '../openapi/messaging-api.ts'
import { lineError, Refusal } from './errors.ts'
import { readJson } from './line-http.ts'
import type { Api } from './operation.ts'

const NO_ENDPOINT = lineError(404, 'Webhook endpoint not found')
const BAD_ENDPOINT = lineError(400, 'Invalid webhook endpoint URL')

/** https://developers.line.biz/en/reference/messaging-api/#webhook-settings */
export function webhookSettings({ operation, channel }: Api): void {
  const { settings, announcements, now } = channel

  operation('getWebhookEndpoint', {}, (): messagingApi.GetWebhookEndpointResponse => {
    if (!settings.webhookUrl) throw new Refusal(NO_ENDPOINT)
    return { endpoint: settings.webhookUrl, active: settings.useWebhook }
  })

  operation('setWebhookEndpoint', { body: Type.Object({ endpoint: Type.Unknown() }) }, ({ body }) => {
    if (!isWebhookUrl(body.endpoint)) throw new Refusal(BAD_ENDPOINT)
    settings.webhookUrl = body.endpoint
    announcements.emit('settings', {})
    return {}
  })

  operation('testWebhookEndpoint', {}, async ({ request }) => {
    const { endpoint = settings.webhookUrl } = hasBody(request.body) ? readJson(request) : {}
    if (endpoint === '') throw new Refusal(NO_ENDPOINT)
    if (!isWebhookUrl(endpoint)) throw new Refusal(BAD_ENDPOINT)
    return testResult(await channel.verify(endpoint), now())
  })
}

const hasBody = (body: unknown) => Buffer.isBuffer(body) && body.length > 0

const REASONS = {
  could_not_connect: 'COULD_NOT_CONNECT',
  request_timeout: 'REQUEST_TIMEOUT',
  error_status_code: 'ERROR_STATUS_CODE',
  unclassified: 'UNCLASSIFIED'
} as const

function testResult(
  { status = 0, reason, detail }: Delivery,
  now: number
): messagingApi.TestWebhookEndpointResponse {
  return {
    success: reason === undefined,
    timestamp: new Date(now).toISOString(),
    statusCode: status,
    reason: reason ? REASONS[reason] : 'OK',
    detail: detail ?? String(status)
  }
}
