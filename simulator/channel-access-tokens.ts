import { setTimeout as sleep } from 'node:timers/promises'
import type { channelAccessToken } from '@line/bot-sdk'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { LRUCache } from 'lru-cache'
import * as ids from './ids.ts'
import { lineHttp } from './line-http.ts'
import type { Platform } from './platform.ts'

/** No token is good for longer; in milliseconds. */
const DAY = 86_400_000

export type ChannelAccessTokens = ReturnType<typeof createChannelAccessTokens>

/** The tokens that authorize calls: the channel's long-lived one, and stateless ones that were issued. */
export function createChannelAccessTokens({ settings, now }: Platform) {
  const stateless = new LRUCache<string, true>({ max: 10_000, ttl: DAY, perf: { now } })

  return {
    issue(): string {
      const token = ids.hex(170)
      stateless.set(token, true, { ttl: settings.accessTokenSeconds * 1_000 })
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
  const { settings, faults } = platform
  app.register(lineHttp, { platform, secret: true })

  app.post('/v3/token', async ({ body }, reply) => {
    const fault = faults.take('token')
    if (fault?.latencyMs) await sleep(fault.latencyMs, undefined, { ref: false })
    if (fault?.drop === 'before') return reply.drop()
    if (fault?.status) return refuse(reply, fault.status, fault.message)
    const form = new URLSearchParams(String(body ?? ''))
    if (
      form.get('grant_type') !== 'client_credentials' ||
      form.get('client_id') !== settings.channelId ||
      form.get('client_secret') !== settings.channelSecret
    ) {
      return refuse(reply, 400, "Invalid 'client_credentials'.")
    }
    const issued: channelAccessToken.IssueStatelessChannelAccessTokenResponse = {
      token_type: 'Bearer',
      access_token: tokens.issue(),
      expires_in: settings.accessTokenSeconds
    }
    if (fault?.drop === 'after') return reply.drop()
    return issued
  })
}

/** How LINE's OAuth says no. */
const refuse = (reply: FastifyReply, status: number, description = `Simulated error ${status}`) =>
  reply.status(status).send({
    error: status < 500 ? 'invalid_request' : 'server_error',
    error_description: description
  })
