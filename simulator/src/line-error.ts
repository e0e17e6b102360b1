import type * as messagingApi from './openapi/messaging-api.ts'

/** An error as LINE's APIs answer it. */
export interface LineError {
  status: number
  body: messagingApi.ErrorResponse
}

/** What is wrong with one property of a request body; `property` as LINE writes its path. */
export type Detail = Required<messagingApi.ErrorDetail>

/** A 400 that lists what is wrong with the request body. */
export const invalid = (details: Detail[]): LineError => ({
  status: 400,
  body: { message: `The request body has ${details.length} error(s)`, details }
})
