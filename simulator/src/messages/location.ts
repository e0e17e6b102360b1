import { Type } from 'typebox'
import { Message, messageType } from './message.ts'
import { Text } from './scalars.ts'

/** @see https://developers.line.biz/en/reference/messaging-api/#location-message */
export const LocationMessage = Message('location', {
  title: Text(100),
  address: Text(100),
  latitude: Type.Number({ minimum: -90, maximum: 90 }),
  longitude: Type.Number({ minimum: -180, maximum: 180 })
})

export const location = messageType(LocationMessage)
