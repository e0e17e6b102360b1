import { Type } from 'typebox'
import { findUser } from '../state/people.ts'
import { lineError, Refusal } from './errors.ts'
import type { Api } from './operation.ts'

const INVALID = lineError(400, 'invalid request')

const missionStickerRequest = Type.Object({
  to: Type.Optional(Type.Unknown()),
  productId: Type.Optional(Type.Unknown()),
  productType: Type.Optional(Type.Unknown()),
  sendPresentMessage: Type.Optional(Type.Unknown())
})

/**
 * Lets a user download a sticker set; every id is accepted.
 * https://developers.line.biz/en/reference/partner-docs/#send-mission-stickers-v3
 */
export function missionStickers({ operation, channel: { people } }: Api): void {
  operation('missionStickerV3', { body: missionStickerRequest }, ({ body, reply }) => {
    const { to, productId, productType, sendPresentMessage } = body
    if (
      !findUser(people, to) ||
      typeof productId !== 'string' ||
      productId === '' ||
      productType !== 'STICKER' ||
      typeof sendPresentMessage !== 'boolean'
    )
      throw new Refusal(INVALID)
    return reply.status(200).send()
  })
}
