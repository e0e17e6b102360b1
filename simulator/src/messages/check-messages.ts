import { type Detail, invalid, type LineError } from '../line-error.ts'
import { LIMITS } from '../openapi/limits.ts'
import type { MessageContext } from './message.ts'
import { faultsOfMessage, type MessageFault } from './message-types.ts'
import { dotted } from './paths.ts'
import { wrongType } from './wrong-type.ts'

const { min: MIN_MESSAGES, max: MAX_MESSAGES } = LIMITS.ReplyMessageRequest.messages

/** An error in the messages of a request. */
export interface RequestFault {
  /** a JSON pointer into the request body */
  at: string
  message: string
  /** the path in LINE's notation */
  property: string
  isWrongType?: boolean | undefined
  /** index of a message with invalid contents. LINE validates contents only if the rest of the request is valid */
  contentsOf?: number | undefined
}

/**
 * LINE's error for the messages of a request, or undefined. All operations that send or validate messages use it.
 *
 * @param source the raw request body, to find the line and column of a property of the wrong type
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
 * All errors in the messages of a request, in LINE's order, including those that LINE reports only after others are
 * fixed.
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
  // LINE detects wrong types before it validates the contents.
  if (property === undefined || isWrongType) return { at, message, property: dotted(at), isWrongType }
  return { at, message, property, isWrongType, contentsOf: index }
}

/** A path in the contents of a message, in LINE's notation: `template/text`, `/body/contents/0`, `text`. */
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
