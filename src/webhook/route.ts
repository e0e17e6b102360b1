import createError from '@fastify/error'
import type { webhook } from '@line/bot-sdk'
import type { FastifyError, FastifyInstance } from 'fastify'
import type { JournalKeeper } from '../inbox/last-activity.ts'
import type { Inbox } from '../inbox/types.ts'
import { answerOf } from './answer.ts'
import { lineWebhook } from './plugin.ts'

const RejectedError = createError('ECHOBOT_ERR_REJECTED', 'LINE refused a reply to this delivery', 400)
const NotSafeError = createError('ECHOBOT_ERR_NOT_SAFE', 'Not all events are safe yet: deliver again', 503)

export interface EchobotOptions {
  channelSecret: string
  inbox: Inbox
  journal: Pick<JournalKeeper, 'received' | 'refused'>
  /** when the webhook is answered, whether its events have ended or not, in milliseconds; LINE waits 2,000 */
  answerWithin?: number
}

/** `POST /echobot/callback`: hands the events that LINE sent to the inbox, and answers by what became of them. */
export default async function echobot(
  scope: FastifyInstance,
  { channelSecret, inbox, journal, answerWithin = 1_400 }: EchobotOptions
) {
  scope.register(lineWebhook, { channelSecret })
  scope.addHook('onError', async (_request, _reply, { reason }: FastifyError & { reason?: unknown }) => {
    if (reason === 'mismatch') journal.refused()
  })

  scope.all<{ Body: webhook.CallbackRequest }>('/', async (request, reply) => {
    const { events } = request.body
    journal.received()
    const { id: reqId, webhookBytes: bytes } = request
    const refusal = inbox.refuses(events.length, bytes)
    if (refusal) throw notSafe(refusal)
    const results = inbox.receive(events, {
      reqId,
      receivedAt: Math.round(Date.now() - reply.elapsedTime),
      bytes
    })
    switch (await answerOf(results, answerWithin - reply.elapsedTime)) {
      case 200:
        return reply.send()
      case 400:
        throw new RejectedError()
      case 503:
        throw notSafe('an event failed or is still open')
    }
  })
}

const notSafe = (reason: string) => Object.assign(new NotSafeError(), { reason })
