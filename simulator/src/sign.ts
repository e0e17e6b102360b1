import { createHmac } from 'node:crypto'

/** https://developers.line.biz/en/docs/messaging-api/verify-webhook-signature/ */
export const sign = (body: string, channelSecret: string): string =>
  createHmac('sha256', channelSecret).update(body).digest('base64')
