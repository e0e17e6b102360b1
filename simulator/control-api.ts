import type { FastifyInstance } from 'fastify'
import type { FromSchema } from 'json-schema-to-ts'
import { deliverySpec, eventSpec } from './event-spec.ts'
import type { Exchange } from './exchanges.ts'
import { type Fault, fault } from './faults.ts'
import type { Platform } from './platform.ts'

/** A timer takes no more; in milliseconds. */
export const MAX_DELAY = 2_147_483_647

const settingsSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    webhookUrl: { type: 'string', format: 'webhook-url' },
    useWebhook: { type: 'boolean' },
    channelSecret: { type: 'string', minLength: 1 },
    channelAccessToken: { type: 'string', minLength: 1 },
    channelId: { type: 'string', minLength: 1 },
    accessTokenSeconds: { type: 'integer', minimum: 1, maximum: 86_400 },
    redelivery: { type: 'boolean' },
    redeliveryDelaysMs: {
      type: 'array',
      maxItems: 100,
      items: { type: 'integer', minimum: 0, maximum: MAX_DELAY }
    },
    unicodeEscapes: { type: 'boolean' },
    rateLimit: { type: 'integer', minimum: 1 },
    acceptBlankText: { type: 'boolean' },
    convertScalars: { type: 'boolean' },
    badMessageUsesToken: { type: 'boolean' }
  }
} as const

const oneEvent = {
  ...eventSpec,
  properties: { ...eventSpec.properties, ...deliverySpec }
} as const

const severalEvents = {
  type: 'object',
  additionalProperties: false,
  required: ['events'],
  properties: { events: { type: 'array', minItems: 1, maxItems: 100, items: eventSpec }, ...deliverySpec }
} as const

const redelivery = {
  type: 'object',
  additionalProperties: false,
  required: ['webhookEventId'],
  properties: { webhookEventId: { type: 'string' } }
} as const

/** Steers the platform: sends events, redelivers them, makes LINE misbehave, shows what went over the wire. */
export async function controlApi(app: FastifyInstance, { platform }: { platform: Platform }): Promise<void> {
  const { settings, exchanges, faults, people } = platform

  // Many HTTP clients say that they send JSON when they send nothing.
  const parseJson = app.getDefaultJsonParser('error', 'error')
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) =>
    body === '' ? done(null) : parseJson(request, body, done)
  )

  app.post<{ Body: FromSchema<typeof oneEvent> }>(
    '/events',
    { schema: { body: oneEvent } },
    async ({ body }) => {
      const { copies, delayMs, waitForReplyMs, signature, ...spec } = body
      const [sent] = await platform.send([spec], { copies, delayMs, waitForReplyMs, signature })
      return sent
    }
  )

  app.post<{ Body: FromSchema<typeof severalEvents> }>(
    '/deliveries',
    { schema: { body: severalEvents } },
    async ({ body: { events, ...manner } }) => {
      const sent = await platform.send(events, manner)
      return {
        delivery: sent[0]?.delivery,
        events: sent.map(({ event, replies }) => ({ event, replies }))
      }
    }
  )

  app.post('/verify', async () => ({ delivery: await platform.verify() }))

  app.post<{ Body: FromSchema<typeof redelivery> }>(
    '/redeliver',
    { schema: { body: redelivery } },
    async ({ body }, reply) => {
      const sent = await platform.redeliver(body.webhookEventId)
      if (sent) return sent
      return reply
        .status(404)
        .send({ error: 'Not Found', message: 'no event with this webhookEventId was sent' })
    }
  )

  app.get('/faults', async () => faults.list())
  app.put<{ Body: Fault }>('/faults', { schema: { body: fault } }, async ({ body }) => {
    faults.set(body)
    return faults.list()
  })
  app.delete('/faults', async () => {
    faults.clear()
    return faults.list()
  })

  app.get('/settings', async () => publicSettings())
  app.put<{ Body: FromSchema<typeof settingsSchema> }>(
    '/settings',
    { schema: { body: settingsSchema } },
    async ({ body }) => {
      Object.assign(settings, body)
      return publicSettings()
    }
  )

  app.get('/people', async () => people)
  app.get('/log', async () => exchanges.list())
  app.delete('/log', async () => {
    exchanges.clear()
    return exchanges.list()
  })

  const streams = new Set<() => void>()
  app.get('/stream', (_request, reply) => {
    reply.hijack()
    const { raw } = reply
    raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' })
    raw.write('retry: 1000\n\n')
    const write = (exchange: Exchange) => raw.write(`data: ${JSON.stringify(exchange)}\n\n`)
    const unsubscribe = exchanges.subscribe(write)
    const end = () => raw.end()
    streams.add(end)
    raw.on('close', () => {
      unsubscribe()
      streams.delete(end)
    })
  })
  app.addHook('preClose', async () => {
    for (const end of streams) end()
  })

  /** The settings, without credentials. */
  function publicSettings() {
    const { channelSecret: _secret, channelAccessToken: _token, ...rest } = settings
    return rest
  }
}
