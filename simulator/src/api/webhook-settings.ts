import { Type } from 'typebox'
import { type Delivery, isWebhookUrl } from '../events/webhook-sender.ts'
import type * as messagingApi from '../openapi/messaging-api.ts'
import { lineError, Refusal } from './errors.ts'
import { hasBody, readJson } from './line-http.ts'
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
    if (!isEndpoint(body.endpoint)) throw new Refusal(BAD_ENDPOINT)
    settings.webhookUrl = body.endpoint
    announcements.emit('settings', {})
    return {}
  })

  operation('testWebhookEndpoint', {}, async ({ request }) => {
    const { endpoint } = hasBody(request) ? readJson(request) : {}
    if (endpoint !== undefined && !isEndpoint(endpoint)) throw new Refusal(BAD_ENDPOINT)
    const url = endpoint ?? settings.webhookUrl
    if (url === '') throw new Refusal(NO_ENDPOINT)
    return testResult(await channel.verify(url), now())
  })
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

/** LINE accepts https only; the simulator also accepts http for a bot on this machine. */
function isEndpoint(url: unknown): url is string {
  if (!isWebhookUrl(url)) return false
  const { protocol, hostname } = new URL(url)
  return protocol === 'https:' || LOOPBACK.has(hostname)
}

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
