import { type Detail, invalid, type LineError } from '../line-error.ts'
import { LIMITS } from '../openapi/limits.ts'
import type { MessageContext } from './message.ts'
import { faultsOfMessage, type MessageFault } from './message-types.ts'
import { dotted } from './paths.ts'
import { wrongType } from './wrong-type.ts'

const { min: MIN_MESSAGES, max: MAX_MESSAGES } = LIMITS.ReplyMessageRequest.messages

/** Something wrong with the messages of a request. */
export interface RequestFault {
  /** a JSON pointer into the request body */
  at: string
  message: string
  /** the place as LINE writes it */
  property: string
  isWrongType?: boolean | undefined
  /** the index of a message whose contents are wrong. LINE reads the contents only when the rest of the request is valid */
  contentsOf?: number | undefined
}

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
  const found = faultsOfMessages(messages, context)
  const mistyped = found.find(({ isWrongType }) => isWrongType)
  if (mistyped) return wrongType(mistyped.at, mistyped.message, source)
  const inRequest = found.filter(({ contentsOf }) => contentsOf === undefined)
  if (inRequest.length > 0) return invalid(inRequest.map(asDetail))
  return found[0] && invalidMessage(found[0].contentsOf, found)
}

/**
 * Everything that is wrong with the messages of a request, also what LINE reports only after other errors are fixed; in the
 * order in which LINE reports it.
 */
export function allFaultsOfMessages(messages: unknown, context: MessageContext): RequestFault[] {
  const step = ({ isWrongType, contentsOf }: RequestFault) => (isWrongType ? -2 : (contentsOf ?? -1))
  return faultsOfMessages(messages, context, true).sort((a, b) => step(a) - step(b))
}

function faultsOfMessages(messages: unknown, context: MessageContext, isComplete = false): RequestFault[] {
  if (messages === undefined || messages === null) return [WRONG_SIZE]
  if (!Array.isArray(messages)) {
    return [{ at: '/messages', message: 'Must be an array', property: 'messages', isWrongType: true }]
  }
  if (messages.length < MIN_MESSAGES || messages.length > MAX_MESSAGES) return [WRONG_SIZE]
  return messages.flatMap((message, index) =>
    faultsOfMessage(message, context, isComplete).map((fault) => placed(fault, index))
  )
}

const WRONG_SIZE: RequestFault = {
  at: '/messages',
  message: `Size must be between ${MIN_MESSAGES} and ${MAX_MESSAGES}`,
  property: 'messages'
}

function placed(fault: MessageFault, index: number): RequestFault {
  const { message, isWrongType } = fault
  const at = `/messages/${index}${fault.at}`
  const property = contentProperty(fault)
  // LINE meets a wrong type before it looks into the contents.
  if (property === undefined || isWrongType) return { at, message, property: dotted(at), isWrongType }
  return { at, message, property, isWrongType, contentsOf: index }
}

/** How LINE writes a place in the contents of a message: `template/text`, `/body/contents/0`, `text`. */
function contentProperty({ at, words, isContent }: MessageFault): string | undefined {
  if (words === 'flex') return at.slice('/contents'.length) || '/'
  if (isContent || (words === 'content' && at.startsWith('/template'))) return at.slice(1)
}

const asDetail = ({ message, property }: RequestFault): Detail => ({ message, property })

const invalidMessage = (index: number | undefined, faults: RequestFault[]): LineError => ({
  status: 400,
  body: {
    message: `A message (messages[${index}]) in the request body is invalid`,
    details: faults.filter(({ contentsOf }) => contentsOf === index).map(asDetail)
  }
})
