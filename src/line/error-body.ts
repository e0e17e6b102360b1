/** What a body of LINE's says about an error. */
export interface ErrorBody {
  /** LINE's own words; empty when the body is not LINE's */
  message: string
  /** LINE named what is wrong, property by property */
  hasDetails: boolean
}

const MAX_MESSAGE_LENGTH = 500

/**
 * Reads the body of an error: `{message, details?: [{message, property}]}` of the Messaging API,
 * `{error, error_description}` of what issues tokens, or whatever a proxy says.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#error-responses
 */
export function readErrorBody(text: string): ErrorBody {
  const { message, error_description: description, details } = jsonObject(text)
  const list = Array.isArray(details) ? details.map(wordsOf) : []
  const words = [message, description, ...list].filter((part) => typeof part === 'string')
  return { message: words.join('; ').slice(0, MAX_MESSAGE_LENGTH), hasDetails: list.length > 0 }
}

function wordsOf(detail: unknown): string | undefined {
  const { message, property } = asObject(detail)
  if (typeof message !== 'string') return
  return typeof property === 'string' ? `${property}: ${message}` : message
}

/** The properties of a JSON object; none of anything else. */
export function jsonObject(text: string): Record<string, unknown> {
  try {
    return asObject(JSON.parse(text))
  } catch {
    return {} // no JSON
  }
}

const asObject = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
