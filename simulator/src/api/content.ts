import type { Content } from '../state/content.ts'
import { NOT_FOUND, Refusal } from './errors.ts'
import type { Api, Call } from './operation.ts'

/**
 * Content sent by users. LINE serves it on `api-data.line.me`.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#getting-content
 */
export function content({ operation, channel: { contents, settings, now } }: Api): void {
  function find({ params: { messageId = '' } }: Call): Content {
    const found = contents.get(messageId)
    if (found) return found
    throw new Refusal(NOT_FOUND)
  }

  const isReady = ({ sentAt }: Content) => now() - sentAt >= settings.contentReadyAfterMs

  operation('getMessageContent', {}, (call) => {
    const found = find(call)
    return isReady(found) ? call.reply.type(found.type).send(found.bytes) : call.reply.status(202).send()
  })

  operation('getMessageContentPreview', {}, (call) => {
    const found = find(call)
    const { preview } = found
    if (!preview) throw new Refusal(NOT_FOUND)
    return isReady(found) ? call.reply.type(preview.type).send(preview.bytes) : call.reply.status(202).send()
  })

  operation('getMessageContentTranscodingByMessageId', {}, (call) => {
    const found = find(call)
    if (found.kind !== 'video' && found.kind !== 'audio') throw new Refusal(NOT_FOUND)
    return { status: isReady(found) ? 'succeeded' : 'processing' }
  })
}
