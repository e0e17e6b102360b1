import Fastify from 'fastify'
import type { Test } from 'tap'
import { createRecentActivity } from '../../src/inbox/recent-activity.ts'
import statusPage, { type StatusPageOptions } from '../../src/status-page/index.ts'
import { CALLBACK } from '../helper.ts'

/**
 * The page as behind `https://bot.example`, at LINE itself rather than at a simulator: `channel` stands in for LINE.
 */
export function createPage(options: Partial<StatusPageOptions> = {}) {
  const activity = createRecentActivity()
  const app = Fastify()
  app.register(statusPage, {
    callbackPath: CALLBACK,
    channel: channelAt(`https://bot.example${CALLBACK}`),
    activity: activity.read,
    unavailableReason: () => undefined,
    lineBaseUrl: 'https://api.line.me',
    ...options
  })
  return { app, activity, listen: () => app.listen({ host: '127.0.0.1', port: 0 }) }
}

export async function startPage(t: Test, options: Partial<StatusPageOptions> = {}) {
  const { app, activity, listen } = createPage(options)
  t.teardown(() => app.close())
  return { url: await listen(), activity }
}

/** What reaches the bot through the proxy of `https://bot.example`. */
export const FORWARDED = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'bot.example' }

/** A channel with a good token, whose webhooks go to this address. */
export const channelAt = (endpoint: string, active = true): StatusPageOptions['channel'] => ({
  bot: async () => ({
    profile: {
      userId: 'U0123456789abcdef0123456789abcdef',
      basicId: '@123abcde',
      displayName: 'Hana’s bot'
    },
    clockSkewMs: 0
  }),
  webhook: async () => ({ endpoint, active })
})
