import type { FastifyInstance } from 'fastify'
import { type Static, Type } from 'typebox'
import { deliverySpec, eventSpec } from '../events/event-spec.ts'
import { type Fault, fault } from '../platform/faults.ts'
import type { Platform } from '../platform/platform.ts'
import { publicSettings, type Settings, settingsSchema } from '../platform/settings.ts'
import { peopleApi } from './people.ts'
import { pictures } from './pictures.ts'
import { stream } from './stream.ts'

const closed = { additionalProperties: false }

const oneEvent = Type.Object({ ...eventSpec.properties, ...deliverySpec }, closed)
const severalEvents = Type.Object(
  { events: Type.Array(eventSpec, { minItems: 1, maxItems: 100 }), ...deliverySpec },
  closed
)
const redelivery = Type.Object({ webhookEventId: Type.String() }, closed)

/** Steers the platform: sends events, redelivers them, makes LINE misbehave, shows what went over the wire. */
export async function controlApi(app: FastifyInstance, { platform }: { platform: Platform }): Promise<void> {
  const { settings, exchanges, faults, announcements } = platform

  // Many HTTP clients say that they send JSON when they send nothing.
  const parseJson = app.getDefaultJsonParser('error', 'error')
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) =>
    body === '' ? done(null) : parseJson(request, body, done)
  )
  app.setNotFoundHandler(({ method, url }, reply) =>
    reply.status(404).send({ error: 'Not Found', message: `there is no ${method} ${url}` })
  )

  app.post<{ Body: Static<typeof oneEvent> }>('/events', { schema: { body: oneEvent } }, async ({ body }) => {
    const { copies, delayMs, waitForReplyMs, signature, ...spec } = body
    const [sent] = await platform.send([spec], { copies, delayMs, waitForReplyMs, signature })
    return sent
  })

  app.post<{ Body: Static<typeof severalEvents> }>(
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

  app.post<{ Body: Static<typeof redelivery> }>(
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

  app.get('/settings', async () => publicSettings(settings))
  app.put<{ Body: Partial<Settings> }>(
    '/settings',
    { schema: { body: settingsSchema } },
    async ({ body }) => {
      Object.assign(settings, body)
      announcements.emit('settings', {})
      return publicSettings(settings)
    }
  )

  app.get('/bot', async () => platform.bot.get() ?? {})

  app.get('/log', async () => exchanges.list())
  app.delete('/log', async () => {
    exchanges.clear()
    announcements.emit('cleared', {})
    return exchanges.list()
  })

  app.register(peopleApi, { platform })
  app.register(pictures, { platform })
  app.register(stream, { platform })
}
