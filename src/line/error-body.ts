import { redact } from '../log/redact.ts'

/** The content of an error response. */
export interface ErrorBody {
  /** LINE's error message, redacted; empty if the body is not LINE's */
  message: string
  /** LINE listed the properties that are wrong */
  hasDetails: boolean
}

/**
 * Reads the body of an error: `{message, details?: [{message, property}]}` of the Messaging API,
 * `{error, error_description}` of the token API, or anything else from a proxy.
 *
 * @param secrets the secrets in the request, which must not be logged although a server may echo them
 * @see https://developers.line.biz/en/reference/messaging-api/#error-responses
 */
export function readErrorBody(text: string, secrets: string[]): ErrorBody {
  const { message, error_description: description, details } = jsonObject(text)
  const list = Array.isArray(details) ? details.map(wordsOf) : []
  const words = [message, description, ...list].filter((part) => typeof part === 'string')
  return { message: redact(words.join('; '), secrets), hasDetails: list.length > 0 }
}

function wordsOf(detail: unknown): string | undefined {
  const { message, property } = asObject(detail)
  if (typeof message !== 'string') return
  return typeof property === 'string' ? `${property}: ${message}` : message
}

/** Parses a JSON object; returns an empty object for anything else. */
export function jsonObject(text: string): Record<string, unknown> {
  try {
    return asObject(JSON.parse(text))
  } catch {
    return {} // not JSON
  }
}

const asObject = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}

/** Returns LINE's `x-line-request-id`, which LINE's support asks for. */
export function lineRequestIdOf(headers: Readonly<Record<string, unknown>>, secrets: string[]) {
  const id = headers['x-line-request-id']
  return typeof id === 'string' && REQUEST_ID.test(id) && !secrets.includes(id) ? id : undefined
}

const REQUEST_ID = /^[\w-]{1,100}$/
