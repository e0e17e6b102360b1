import type { FastifyRequest } from 'fastify'
import type { Settings } from '../../state/settings.ts'
import { oauthError, Refusal } from '../errors.ts'

/** Parses the form in the body. */
export const formOf = ({ body }: FastifyRequest): URLSearchParams => new URLSearchParams(String(body ?? ''))

/** @throws Refusal for an unknown grant type */
export function checkGrant(form: URLSearchParams): void {
  if (form.get('grant_type') === 'client_credentials') return
  throw new Refusal(oauthError(400, "Invalid 'client_credentials'."))
}

/** @throws Refusal unless the form contains the channel's id and secret */
export function checkClient(form: URLSearchParams, { channelId, channelSecret }: Settings): void {
  if (form.get('client_id') === channelId && form.get('client_secret') === channelSecret) return
  throw new Refusal(oauthError(400, "Invalid 'client_credentials'."))
}

/** LINE's error for a token that is unknown or no longer valid. */
export const EXPIRED = oauthError(400, 'access token expired')
