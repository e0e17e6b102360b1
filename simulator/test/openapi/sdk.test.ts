/** Holds the generated files to LINE's SDK for Node.js, which is generated from the same OpenAPI files. */
import {
  channelAccessToken,
  insight,
  liff,
  manageAudience,
  messagingApi,
  moduleOperation,
  shop
} from '@line/bot-sdk'
import t from 'tap'
import { DATA_OPERATIONS, OPERATIONS } from '../../src/openapi/operations.ts'

const CLIENTS = [
  channelAccessToken.ChannelAccessTokenClient,
  insight.InsightClient,
  liff.LiffClient,
  manageAudience.ManageAudienceClient,
  manageAudience.ManageAudienceBlobClient,
  messagingApi.MessagingApiClient,
  messagingApi.MessagingApiBlobClient,
  moduleOperation.LineModuleClient,
  shop.ShopClient
]

/**
 * The operations of a client. Each method has a variant that also returns the HTTP response, and its code contains method
 * and path. Methods without them call another method.
 */
function operationsOf({ prototype }: (typeof CLIENTS)[number]): (readonly [id: string, operation: string])[] {
  return Object.getOwnPropertyNames(prototype)
    .filter((name) => name.endsWith('WithHttpInfo'))
    .flatMap((name) => {
      const code = String(Reflect.get(prototype, name))
      const [, method] = /httpClient\.(get|post|put|delete)/.exec(code) ?? []
      const [, path] = /"(\/[^"]*)"/.exec(code) ?? []
      return method ? [[name.replace('WithHttpInfo', ''), `${method.toUpperCase()} ${path}`] as const] : []
    })
}

t.test('the operations are those of the SDK', async (t) => {
  t.same(OPERATIONS, Object.fromEntries(CLIENTS.flatMap(operationsOf)))
})

t.test('the operations on api-data.line.me are those of the SDK’s clients for it', async (t) => {
  const clients = [manageAudience.ManageAudienceBlobClient, messagingApi.MessagingApiBlobClient]
  t.same(
    [...DATA_OPERATIONS].sort(),
    clients
      .flatMap(operationsOf)
      .map(([id]) => id)
      .sort()
  )
})
