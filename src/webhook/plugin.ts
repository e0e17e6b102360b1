import createError from '@fastify/error'
import type { webhook } from '@line/bot-sdk'
import { errorCodes } from 'fastify'
import fp from 'fastify-plugin'
import { createBodyMemoryLimit } from './body-memory-limit.ts'
import { formFailure, type SignatureFailure, verify } from './signature.ts'

/** For any method other than POST. The response has the header `Allow: POST`. */
const MethodError = createError(
  'LINE_ERR_METHOD',
  'This address accepts only webhooks from LINE, which use POST',
  400
)
const ChannelSecretError = createError(
  'LINE_ERR_CHANNEL_SECRET',
  'lineWebhook: a channel secret is empty',
  500
)
const SignatureError = createError('LINE_ERR_SIGNATURE', 'Not signed by LINE for this channel', 403)
const MediaTypeError = createError('LINE_ERR_MEDIA_TYPE', 'A webhook is application/json', 415)
const WebhookError = createError('LINE_ERR_WEBHOOK', 'Signed, but not a webhook: %s', 400)

declare module 'fastify' {
  interface FastifyRequest {
    /** the length of a webhook's body, in bytes */
    webhookBytes: number
    /** which of the channel secrets LINE signed the webhook with: its index */
    channelSecretIndex: number
  }
}

export interface LineWebhookOptions {
  /**
   * LINE Developers Console > your channel > Basic settings > Channel secret. During a rotation, a list
   * that begins with the new secret
   */
  channelSecret: string | readonly string[]
  /**
   * limits the memory of bodies that are not verified yet. By default each scope has its own limit; give several scopes the
   * same function to share one
   */
  countBody?: ReturnType<typeof createBodyMemoryLimit>
}

/**
 * Turns every route of its scope into a LINE webhook: the handler gets a `webhook.CallbackRequest` as `request.body`, and
 * runs only when LINE signed the very bytes it was parsed from. `docs/webhook-plugin.md` describes how to use it elsewhere.
 *
 * Everything else is rejected. From the headers alone, the body unread: 400 with `Allow: POST` for other methods, 403
 * without a well-formed signature, 413 for a body over Fastify's `bodyLimit`. Once the body is read: 403 for a wrong
 * signature, and only then 415 if it is not JSON and 400 if it is not a webhook. 503 while too many bodies are buffered.
 *
 * Give it a scope of its own, so that the rest of the application parses bodies as usual.
 *
 * @example
 * app.register(async (scope) => {
 *   scope.register(lineWebhook, { channelSecret })
 *   scope.post<{ Body: webhook.CallbackRequest }>('/callback', async ({ body, log }) => {
 *     for (const { type } of body.events) log.info({ type }, 'webhook event')
 *     return 'OK'
 *   })
 * })
 * @throws Error with code `LINE_ERR_CHANNEL_SECRET`, when it is registered with an empty secret or none
 * @see https://developers.line.biz/en/docs/messaging-api/verify-webhook-signature/
 */
export const lineWebhook = fp<LineWebhookOptions>(
  async (scope, { channelSecret, countBody = createBodyMemoryLimit() }) => {
    const { bodyLimit = Number.POSITIVE_INFINITY } = scope.initialConfig
    const channelSecrets = [channelSecret].flat()
    // Anyone can sign with an empty secret.
    if (channelSecrets.length === 0 || !channelSecrets.every(Boolean)) throw new ChannelSecretError()
    scope.decorateRequest('webhookBytes', 0)
    scope.decorateRequest('channelSecretIndex', 0)
    scope.removeAllContentTypeParsers()
    // JSON is registered by name because Fastify parses the header again for the wildcard.
    scope.addContentTypeParser(['application/json', '*'], { parseAs: 'buffer' }, (_request, body, done) =>
      done(null, body)
    )

    scope.addHook('onRequest', (request, reply, done) => {
      const { method, headers, raw } = request
      if (method !== 'POST') {
        reply.header('allow', 'POST')
        return done(new MethodError())
      }
      const failure = formFailure(headers['x-line-signature'])
      if (failure) return done(signatureError(failure))
      if (Number(headers['content-length'] ?? 0) > bodyLimit) {
        return done(new errorCodes.FST_ERR_CTP_BODY_TOO_LARGE())
      }

      // Fastify would refuse a type that it cannot read before the signature is known.
      if (!JSON_TYPE.test(headers['content-type'] ?? '')) delete raw.headers['content-type']
      done(countBody(request, reply))
    })

    scope.addHook('preValidation', (request, _reply, done) => {
      // A POST without a body runs no parser.
      const bytes = (request.body as Buffer | undefined) ?? NO_BYTES
      const signer = verify(bytes, request.headers['x-line-signature'] as string, channelSecrets)
      if (typeof signer === 'string') return done(signatureError(signer))
      if (!request.headers['content-type']) return done(new MediaTypeError())
      const callback = parse(bytes)
      if (typeof callback === 'string') return done(new WebhookError(callback))
      request.body = callback
      request.webhookBytes = bytes.length
      request.channelSecretIndex = signer
      done()
    })
  },
  { name: 'line-webhook', fastify: '5.x' }
)

const signatureError = (reason: SignatureFailure) =>
  Object.assign(new SignatureError(), { reason, hint: HINTS[reason] })

/**
 * Parses a webhook. Validates only that it has a list of objects, because LINE adds properties, event types and message
 * types without notice.
 *
 * @returns the webhook, or a message why the bytes are not a webhook
 */
function parse(bytes: Buffer): webhook.CallbackRequest | string {
  let body: unknown
  try {
    body = JSON.parse(bytes.toString())
  } catch {
    return 'the body cannot be read as JSON' // JSON.parse's own message quotes the body
  }
  if (!isObject(body) || !Array.isArray(body.events)) return 'it has no list of events'
  if (!body.events.every(isObject)) return 'an event is no object'
  return body as unknown as webhook.CallbackRequest
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Hints for the log only, because a response must not reveal these causes. */
const HINTS: Partial<Record<SignatureFailure, string>> = {
  mismatch:
    'LINE_CHANNEL_SECRET belongs to another channel, or was reissued: set it again. If only some messages fail, such as those with emoji, a proxy rewrites the JSON: configure it to forward the body unchanged. Otherwise, the request did not come from LINE'
}

const NO_BYTES = Buffer.alloc(0)
const JSON_TYPE = /^application\/json\s*(;|$)/i
