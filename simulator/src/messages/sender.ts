import { Type } from 'typebox'
import { LIMITS } from '../openapi/limits.ts'
import { MediaUrl } from './scalars.ts'

/** A bot's name must not contain LINE. LINE also rejects other words, which it does not document. */
export const NO_NAME_OF_LINES = '^(?![^]*\\bLINE\\b)'

/** @see https://developers.line.biz/en/reference/messaging-api/#icon-nickname-switch */
export const Sender = Type.Object({
  name: Type.Optional(
    Type.String({ characters: { min: 0, ...LIMITS.Sender.name }, pattern: NO_NAME_OF_LINES })
  ),
  iconUrl: Type.Optional(MediaUrl())
})
