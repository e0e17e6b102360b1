import type { FastifyInstance } from 'fastify'
import { type Static, Type } from 'typebox'
import type { Channel } from '../channel.ts'
import { chatOf } from '../chat-test/chat.ts'
import { deliverySpec, eventSpec } from '../events/event-spec.ts'
import type { Clock } from '../state/clock.ts'
import { type Fault, fault, operationId } from '../state/faults.ts'
import {
  channelOptions,
  MAX_DELAY_MS,
  publicSettings,
  type Settings,
  settingsSchema
} from '../state/settings.ts'
import { peopleApi } from './people.ts'
import { pictures } from './pictures.ts'
import { stream } from './stream.ts'
import { validate } from './validate.ts'

const closed = { additionalProperties: false }

const oneEvent = Type.Object({ ...eventSpec.properties, ...deliverySpec }, closed)
const severalEvents = Type.Object(
  { events: Type.Array(eventSpec, { minItems: 1, maxItems: 100 }), ...deliverySpec },
  closed
)
const redelivery = Type.Object({ webhookEventId: Type.String() }, closed)

const ofOperation = Type.Object({ operation: operationId })

/** More than a year, so that everything that can expire has expired. */
const MAX_ADVANCE_MS = 20 * MAX_DELAY_MS
const advance = Type.Object({ advanceMs: Type.Integer({ minimum: 0, maximum: MAX_ADVANCE_MS }) }, closed)

/** Operations that affect all channels. */
export interface Control {
  clock: Clock
  reset(): Promise<void>
  channels(): Channel[]
  /** @throws Error if the channel id is already in use */
  add(options: Static<typeof channelOptions>): Promise<Channel>
}

interface ControlApiOptions {
  channel: Channel
  control: Control
}

/** The control API: sends and redelivers events, sets faults and settings, and returns the log of exchanges. */
export async function controlApi(
  app: FastifyInstance,
  { channel, control }: ControlApiOptions
): Promise<void> {
  const { settings, exchanges, faults, announcements } = channel

  // Many HTTP clients send a JSON content type with an empty body.
  const parseJson = app.getDefaultJsonParser('error', 'error')
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) =>
    body === '' ? done(null) : parseJson(request, body, done)
  )
  app.setNotFoundHandler(({ method, url }, reply) =>
    reply.status(404).send({ error: 'Not Found', message: `unknown operation: ${method} ${url}` })
  )

  app.post<{ Body: Static<typeof oneEvent> }>('/events', { schema: { body: oneEvent } }, async ({ body }) => {
    const { copies, delayMs, waitForReplyMs, signature, ...spec } = body
    const [sent] = await channel.send([spec], { copies, delayMs, waitForReplyMs, signature })
    return sent
  })

  app.post<{ Body: Static<typeof severalEvents> }>(
    '/deliveries',
    { schema: { body: severalEvents } },
    async ({ body: { events, ...manner } }) => {
      const sent = await channel.send(events, manner)
      return {
        delivery: sent[0]?.delivery,
        events: sent.map(({ event, replies }) => ({ event, replies }))
      }
    }
  )

  app.post('/verify', async () => ({ delivery: await channel.verify() }))

  app.post<{ Body: Static<typeof redelivery> }>(
    '/redeliver',
    { schema: { body: redelivery } },
    async ({ body }, reply) => {
      const sent = await channel.redeliver(body.webhookEventId)
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

  app.put<{ Body: Fault; Params: Static<typeof ofOperation> }>(
    '/faults/:operation',
    { schema: { body: fault, params: ofOperation } },
    async ({ body, params: { operation } }) => {
      faults.setFor(operation, body)
      return faults.list()
    }
  )
  app.delete<{ Params: Static<typeof ofOperation> }>(
    '/faults/:operation',
    { schema: { params: ofOperation } },
    async ({ params: { operation } }) => {
      faults.setFor(operation)
      return faults.list()
    }
  )

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

  app.get('/clock', async () => ({ now: control.clock.now() }))
  app.put<{ Body: Static<typeof advance> }>('/clock', { schema: { body: advance } }, async ({ body }) => {
    control.clock.advance(body.advanceMs)
    return { now: control.clock.now() }
  })
  app.post('/reset', async () => {
    await control.reset()
    return { now: control.clock.now() }
  })

  app.get('/channels', async () => control.channels().map((one, index) => publicChannel(one, index)))
  app.post<{ Body: Static<typeof channelOptions> }>(
    '/channels',
    { schema: { body: channelOptions } },
    async ({ body }, reply) => {
      const added = await control.add(body)
      const { channelSecret, channelAccessToken } = added.settings
      const known = publicChannel(added, control.channels().indexOf(added))
      return reply.status(201).send({ ...known, channelSecret, channelAccessToken })
    }
  )

  app.get<{ Params: { chatId: string } }>('/chats/:chatId', async ({ params: { chatId } }, reply) => {
    const chat = chatOf(channel, chatId)
    if (chat.steps.length === 0)
      return reply.status(404).send({ error: 'Not Found', message: `no events in the chat ${chatId}` })
    return reply
      .header('content-disposition', 'attachment; filename="chat.json"')
      .type('application/json; charset=utf-8')
      .send(`${JSON.stringify(chat, null, 2)}\n`)
  })

  app.get('/bot', async () => channel.bot.get() ?? {})

  app.get('/log', async () => exchanges.list())
  app.delete('/log', async () => {
    exchanges.clear()
    announcements.emit('cleared', {})
    return exchanges.list()
  })

  app.register(peopleApi, { channel })
  app.register(pictures, { channel })
  app.register(stream, { channel })
  app.register(validate, { channel })
}

function publicChannel({ settings, people }: Channel, index: number) {
  const { channelId, webhookUrl } = settings
  const path = index === 0 ? '/' : `/channels/${channelId}/`
  return { channelId, displayName: people.bot.displayName, path, webhookUrl }
}
