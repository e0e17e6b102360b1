import { type Detail, invalid, type LineError } from '../line-error.ts'

/** Ends a call with one of LINE's errors. */
export class Refusal extends Error {
  readonly status: number
  readonly body: object
  readonly headers: Record<string, string>
  constructor({ status, body }: { status: number; body: object }, headers: Record<string, string> = {}) {
    super(`LINE answers ${status}`)
    this.status = status
    this.body = body
    this.headers = headers
  }
}

/** An error of the token operations. https://developers.line.biz/en/reference/messaging-api/#channel-access-token */
export const oauthError = (
  status: number,
  description = `Simulated error ${status}`,
  error = status < 500 ? 'invalid_request' : 'server_error'
) => ({ status, body: { error, error_description: description } })

export const lineError = (status: number, message: string): LineError => ({ status, body: { message } })

/** An error of rich menus and audiences, whose responses have `details` even if they are empty. */
export const detailed = (status: number, message: string, details: Detail[] = []): LineError => ({
  status,
  body: { message, details }
})

export const NOT_FOUND = lineError(404, 'Not found')
export const AUTHORIZATION_REQUIRED = lineError(
  401,
  "Authorization header required. Must follow the scheme, 'Authorization: Bearer <ACCESS TOKEN>'"
)
export const UNAUTHORIZED = lineError(
  401,
  'Authentication failed. Confirm that the access token in the authorization header is valid.'
)
export const RATE_LIMITED = lineError(429, 'The API rate limit has been exceeded. Try again later.')
export const MONTHLY_LIMIT = lineError(429, 'You have reached your monthly limit.')

/** An invalid value in the path or query. */
export const invalidParameter = (name: string) =>
  lineError(400, `The value for the '${name}' parameter is invalid`)

/** One invalid property in the body. */
export const invalidProperty = (property: string, message: string) => invalid([{ message, property }])

/**
 * A property of the wrong JSON type, or a malformed id. LINE reports line and column, or dashes if they are unknown.
 */
export const unreadable = (property: string) =>
  lineError(400, `The property, '${property}', in the request body is invalid (line: -, column: -)`)
