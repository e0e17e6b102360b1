import packageJson from '../../package.json' with { type: 'json' }
import { readConfig } from '../config/config.ts'
import { ConfigError } from '../config/config-error.ts'
import { hintsOn } from '../config/hints.ts'
import type { Config } from '../config/schema.ts'
import { channelChecks } from './channel-checks.ts'
import { bad, type Check, doubtful, good } from './check.ts'

export type { Check }

export interface ChecksOptions {
  /** usually `process.env` */
  environment: NodeJS.ProcessEnv
  /** the webhook URL to have LINE test; by default the registered one */
  endpoint?: string | undefined
}

/** Checks everything the bot needs, one thing after the other. */
export async function* checks({ environment, endpoint }: ChecksOptions): AsyncGenerator<Check> {
  yield nodeVersion()
  let config: Config
  try {
    config = readConfig(environment)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    for (const { message } of error.problems) yield bad('environment', message)
    return
  }
  const hints = hintsOn(config)
  for (const { message } of hints) yield doubtful('environment', message)
  if (hints.length === 0) yield good('environment', 'complete')
  yield* channelChecks(config, endpoint)
  if (config.REDIS_URL) yield await redis(config, config.REDIS_URL)
}

function nodeVersion(): Check {
  const major = packageJson.engines.node.replace('.x', '')
  if (process.versions.node.startsWith(`${major}.`)) return good('Node.js', process.versions.node)
  return doubtful(
    'Node.js',
    `${process.versions.node}: the bot is made for ${major}. Install it, or start the bot with npm, which brings it along`
  )
}

async function redis(config: Config, url: string): Promise<Check> {
  const [{ withRedis }, { openQueue }] = await Promise.all([
    import('./redis.ts'),
    import('../inbox/redis/queue.ts')
  ])
  try {
    return await withRedis(url, config, async (connection) => {
      const info = await connection.info()
      const field = (name: string) => info.match(new RegExp(`^${name}:(\\S+)`, 'm'))?.[1]
      const failed = await openQueue(connection).getFailedCount()
      const name = field('valkey_version') ? `Valkey ${field('valkey_version')}` : field('redis_version')
      const policy = field('maxmemory_policy')
      if (policy && policy !== 'noeviction') {
        return bad(
          'Redis',
          `${name} throws events away when it is full (${policy}): redis-cli CONFIG SET maxmemory-policy noeviction; on Heroku: heroku redis:maxmemory --policy noeviction`
        )
      }
      return good('Redis', `${name}, events that failed: ${failed} (npm run failed-events)`)
    })
  } catch (error) {
    return bad('Redis', (error as Error).message)
  }
}
