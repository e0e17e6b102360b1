import type { FastifyRequest } from 'fastify'
import type { Settings } from '../../state/settings.ts'
import { oauthError, Refusal } from '../errors.ts'

/** The form in the body. */
export const formOf = ({ body }: FastifyRequest): URLSearchParams => new URLSearchParams(String(body ?? ''))

/** @throws Refusal for another grant than LINE has */
export function checkGrant(form: URLSearchParams): void {
  if (form.get('grant_type') === 'client_credentials') return
  throw new Refusal(oauthError(400, "Invalid 'client_credentials'."))
}

/** @throws Refusal when the form does not have the channel's id and secret */
export function checkClient(form: URLSearchParams, { channelId, channelSecret }: Settings): void {
  if (form.get('client_id') === channelId && form.get('client_secret') === channelSecret) return
  throw new Refusal(oauthError(400, "Invalid 'client_credentials'."))
}

/** What LINE says of a token that it did not issue, or that is no longer good. */
export const EXPIRED = oauthError(400, 'access token expired')
