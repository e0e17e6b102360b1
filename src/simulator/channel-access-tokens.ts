import type { channelAccessToken } from '@line/bot-sdk'
import type { FastifyInstance } from 'fastify'
import { LRUCache } from 'lru-cache'
import * as ids from './ids.ts'
import { lineHttp } from './line-http.ts'
import type { Platform } from './platform.ts'

/** How long a stateless channel access token is good, in seconds. */
const LIFE = 900

export type ChannelAccessTokens = ReturnType<typeof createChannelAccessTokens>

/** The tokens that authorize calls: the channel's long-lived one, and stateless ones that were issued. */
export function createChannelAccessTokens({ settings, now }: Platform) {
  const stateless = new LRUCache<string, true>({ max: 10_000, ttl: LIFE * 1_000, perf: { now } })

  return {
    issue(): string {
      const token = ids.hex(170)
      stateless.set(token, true)
      return token
    },
    isGood(authorization = ''): boolean {
      const token = authorization.startsWith('Bearer ') ? authorization.slice(7) : ''
      return token === settings.channelAccessToken || stateless.has(token)
    }
  }
}

/**
 * `POST /oauth2/v3/token`: issues stateless channel access tokens.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#issue-stateless-channel-access-token
 */
export async function tokenApi(
  app: FastifyInstance,
  { platform, tokens }: { platform: Platform; tokens: ChannelAccessTokens }
) {
  const { settings } = platform
  app.register(lineHttp, { platform, secret: true })

  app.post('/v3/token', async ({ body }, reply) => {
    const form = new URLSearchParams(String(body ?? ''))
    if (
      form.get('grant_type') !== 'client_credentials' ||
      form.get('client_id') !== settings.channelId ||
      form.get('client_secret') !== settings.channelSecret
    ) {
      reply.status(400)
      return { error: 'invalid_request', error_description: "Invalid 'client_credentials'." }
    }
    const issued: channelAccessToken.IssueStatelessChannelAccessTokenResponse = {
      token_type: 'Bearer',
      access_token: tokens.issue(),
      expires_in: LIFE
    }
    return issued
  })
}
