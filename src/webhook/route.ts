import createError from '@fastify/error'
import type { webhook } from '@line/bot-sdk'
import type { FastifyError, FastifyInstance } from 'fastify'
import type { ActivityRecorder } from '../inbox/recent-activity.ts'
import type { Inbox, Outage } from '../inbox/types.ts'
import { createDeliver } from './delivery-status.ts'
import { lineWebhook } from './plugin.ts'
import { createRotationLog } from './rotation-log.ts'

const RejectedError = createError('ECHOBOT_ERR_REJECTED', 'LINE rejected a reply to this delivery', 400)
const NotSafeError = createError(
  'ECHOBOT_ERR_NOT_SAFE',
  'Some events are not handled yet; asked LINE to redeliver',
  503
)

/** Time limit for the response, even if events are unfinished. LINE waits 2,000 ms. */
const ANSWER_WITHIN_MS = 1_400

export interface CallbackOptions {
  /** one secret, or the new one and the old one during a rotation */
  channelSecret: string | readonly string[]
  inbox: Inbox
  outage: Outage
  activity: Pick<ActivityRecorder, 'webhookReceived' | 'signatureMismatched'>
  /** called with the status of each response, including those to refused requests */
  reportAnswer?: ((status: number) => void) | undefined
}

/**
 * `POST /echobot/callback`, the route for webhooks: the plugin verifies and parses the request, the inbox accepts its events
 * or is unavailable, and the outcomes determine the response.
 */
export default async function callback(
  scope: FastifyInstance,
  { channelSecret, inbox, outage, activity, reportAnswer }: CallbackOptions
) {
  const deliver = createDeliver({ inbox, outage })
  const isRotating = [channelSecret].flat().length > 1
  const logSigner = isRotating ? createRotationLog(scope.log) : undefined
  scope.register(lineWebhook, { channelSecret })
  scope.addHook('onError', async (_request, _reply, { reason }: FastifyError & { reason?: unknown }) => {
    if (reason === 'mismatch') activity.signatureMismatched()
  })

  if (reportAnswer) scope.addHook('onResponse', async (_request, { statusCode }) => reportAnswer(statusCode))

  scope.all<{ Body: webhook.CallbackRequest }>('/', async (request, reply) => {
    activity.webhookReceived()
    logSigner?.(request.channelSecretIndex)
    const { events } = request.body
    const { elapsedTime: elapsedMs } = reply
    const receivedAt = Math.round(Date.now() - elapsedMs)
    const delivery = { reqId: request.id, receivedAt, bytes: request.webhookBytes }
    const answer = await deliver(events, delivery, ANSWER_WITHIN_MS - elapsedMs)
    switch (answer.status) {
      case 200:
        return reply.send()
      case 400:
        throw new RejectedError()
      case 503:
        throw Object.assign(new NotSafeError(), { details: { reason: answer.reason } })
    }
  })
}
