import type { Content } from '../state/content.ts'
import { NOT_FOUND, Refusal } from './errors.ts'
import type { Api, Call } from './operation.ts'

/**
 * What users sent. At LINE, this is on `api-data.line.me`.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#getting-content
 */
export function content({ operation, channel: { contents } }: Api): void {
  function find({ params: { messageId = '' } }: Call): Content {
    const found = contents.get(messageId)
    if (found) return found
    throw new Refusal(NOT_FOUND)
  }

  operation('getMessageContent', {}, (call) => {
    const { type, bytes } = find(call)
    return call.reply.type(type).send(bytes)
  })

  operation('getMessageContentPreview', {}, (call) => {
    const { preview } = find(call)
    if (!preview) throw new Refusal(NOT_FOUND)
    return call.reply.type(preview.type).send(preview.bytes)
  })

  // Video and audio are converted before a bot can get them; here that takes no time.
  operation('getMessageContentTranscodingByMessageId', {}, (call) => {
    const { kind } = find(call)
    if (kind === 'video' || kind === 'audio') return { status: 'succeeded' }
    throw new Refusal(NOT_FOUND)
  })
}
