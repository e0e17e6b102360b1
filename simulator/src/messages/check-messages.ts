import { type Detail, invalid, type LineError } from '../line-error.ts'
import { LIMITS } from '../openapi/limits.ts'
import type { MessageContext } from './message.ts'
import { faultsOfMessage, type MessageFault } from './message-types.ts'
import { dotted } from './paths.ts'
import { wrongType } from './wrong-type.ts'

const { min: MIN_MESSAGES, max: MAX_MESSAGES } = LIMITS.ReplyMessageRequest.messages

/**
 * What LINE has against the messages of a request, or nothing. Every operation that sends or validates messages answers
 * with it.
 *
 * @param source the request body as it came, to name the line and column of a property of a wrong type
 * @see https://developers.line.biz/en/reference/messaging-api/#message-objects
 */
export function checkMessages(
  messages: unknown,
  { source = '', ...context }: MessageContext & { source?: string }
): LineError | undefined {
  if (messages === undefined || messages === null) return wrongSize()
  if (!Array.isArray(messages)) return wrongType('/messages', 'Must be an array', source)
  if (messages.length < MIN_MESSAGES || messages.length > MAX_MESSAGES) return wrongSize()
  const found = messages.flatMap((message, index) =>
    faultsOfMessage(message, context).map((fault) => placed(fault, index))
  )
  const mistyped = found.find(({ isWrongType }) => isWrongType)
  if (mistyped) return wrongType(mistyped.at, mistyped.message, source)
  const inRequest = found.filter(({ isContent }) => !isContent)
  if (inRequest.length > 0) return invalid(inRequest.map(({ detail }) => detail))
  return found[0] && invalidMessage(found[0].index, found)
}

const wrongSize = () =>
  invalid([{ message: `Size must be between ${MIN_MESSAGES} and ${MAX_MESSAGES}`, property: 'messages' }])

interface PlacedFault {
  /** which message */
  index: number
  /** a JSON pointer into the request body */
  at: string
  message: string
  detail: Detail
  isWrongType?: boolean
  /** LINE reads the contents of messages only when the request is right, and stops at the first message that is wrong */
  isContent: boolean
}

function placed(fault: MessageFault, index: number): PlacedFault {
  const { message, isWrongType } = fault
  const at = `/messages/${index}${fault.at}`
  const property = contentProperty(fault)
  const detail = { message, property: property ?? dotted(at) }
  return { index, at, message, detail, isWrongType, isContent: property !== undefined }
}

/** How LINE writes a place in the contents of a message: `template/text`, `/body/contents/0`, `text`. */
function contentProperty({ at, words, isContent }: MessageFault): string | undefined {
  if (words === 'flex') return at.slice('/contents'.length) || '/'
  if (isContent || (words === 'content' && at.startsWith('/template'))) return at.slice(1)
}

const invalidMessage = (index: number, faults: PlacedFault[]): LineError => ({
  status: 400,
  body: {
    message: `A message (messages[${index}]) in the request body is invalid`,
    details: faults.filter((one) => one.index === index).map(({ detail }) => detail)
  }
})
