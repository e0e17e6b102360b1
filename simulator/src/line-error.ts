import type * as messagingApi from './openapi/messaging-api.ts'

/** An error response of LINE's APIs. */
export interface LineError {
  status: number
  body: messagingApi.ErrorResponse
}

/** An error in one property of a request body; `property` is its path in LINE's notation. */
export type Detail = Required<messagingApi.ErrorDetail>

/** A response with status 400 that lists the errors in the request body. */
export const invalid = (details: Detail[]): LineError => ({
  status: 400,
  body: { message: `The request body has ${details.length} error(s)`, details }
})
