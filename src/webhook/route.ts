import createError from '@fastify/error'
import type { webhook } from '@line/bot-sdk'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { LastActivityRecorder } from '../inbox/last-activity.ts'
import type { Delivery, Inbox } from '../inbox/types.ts'
import { answerFor } from './answer.ts'
import { lineWebhook } from './plugin.ts'

/** Where LINE sends webhooks. */
export const CALLBACK_PATH = '/echobot/callback/'

/** Whether webhooks come to this address: with the last slash or without, whatever the query. */
export function isCallbackPath(url: string): boolean {
  const [path] = url.split('?', 1)
  return path === CALLBACK_PATH || `${path}/` === CALLBACK_PATH
}

const RejectedError = createError('ECHOBOT_ERR_REJECTED', 'LINE refused a reply to this delivery', 400)
const NotSafeError = createError('ECHOBOT_ERR_NOT_SAFE', 'Not all events are safe yet: deliver again', 503)

export interface CallbackOptions {
  channelSecret: string
  inbox: Inbox
  activity: Pick<LastActivityRecorder, 'webhookReceived' | 'signatureMismatched'>
  /** when the webhook is answered, whether its events have ended or not; LINE waits 2,000 ms */
  answerWithinMs?: number
}

/**
 * `POST /echobot/callback`, the way of a webhook: it is verified and parsed by the plugin, refused when there is no room,
 * its events are handed to the inbox, and the answer follows from how they end.
 */
export default async function callback(
  scope: FastifyInstance,
  { channelSecret, inbox, activity, answerWithinMs = 1_400 }: CallbackOptions
) {
  scope.register(lineWebhook, { channelSecret })
  scope.addHook('onError', async (_request, _reply, { reason }: FastifyError & { reason?: unknown }) => {
    if (reason === 'mismatch') activity.signatureMismatched()
  })

  scope.all<{ Body: webhook.CallbackRequest }>('/', async (request, reply) => {
    activity.webhookReceived()
    const { events } = request.body
    const delivery = deliveryOf(request, reply)

    const rejection = inbox.rejectionReason(events.length, delivery.bytes)
    if (rejection) throw notSafe(rejection)

    const results = inbox.receive(events, delivery)
    switch (await answerFor(results, answerWithinMs - reply.elapsedTime)) {
      case 200:
        return reply.send()
      case 400:
        throw new RejectedError()
      case 503:
        throw notSafe('an event failed or is still open')
    }
  })
}

const deliveryOf = ({ id, webhookBytes }: FastifyRequest, { elapsedTime }: FastifyReply): Delivery => ({
  reqId: id,
  receivedAt: Math.round(Date.now() - elapsedTime),
  bytes: webhookBytes
})

const notSafe = (reason: string) => Object.assign(new NotSafeError(), { reason })
