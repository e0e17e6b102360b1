import fastifyEnv from '@fastify/env'
import { type EnvSchemaOpt, envSchema } from 'env-schema'
import fp from 'fastify-plugin'
import type { Credentials } from '../line/line.ts'
import { asConfigError, ConfigError, NO_ACCESS_TOKEN } from './config-error.ts'
import { areChannelSecrets, isBaseUrl, isRedisUrl, splitChannelSecrets } from './formats.ts'
import { hintsOn } from './hints.ts'
import { type Config, schema, VARIABLES } from './schema.ts'

declare module 'fastify' {
  interface FastifyInstance {
    config: Config
  }
}

/**
 * Reads the configuration from environment variables. Their values are trimmed; a blank variable counts as unset.
 *
 * @throws ConfigError with all its problems
 */
export function readConfig(environment: NodeJS.ProcessEnv): Config {
  try {
    return envSchema<Config>(optionsFor(environment))
  } catch (error) {
    throw asConfigError(error, trimmed(environment))
  }
}

/**
 * Reads the configuration of an application into `app.config`. Logs a hint for each valid value that looks like a mix-up.
 *
 * @throws ConfigError with all its problems
 */
export const config = fp<{ environment: NodeJS.ProcessEnv }>(async (app, { environment }) => {
  try {
    await app.register(fastifyEnv, optionsFor(environment))
  } catch (error) {
    throw asConfigError(error, trimmed(environment))
  }
  for (const { variable, message } of hintsOn(app.config)) app.log.warn({ variable }, message)
})

const optionsFor = (environment: NodeJS.ProcessEnv): EnvSchemaOpt => ({
  schema,
  data: trimmed(environment),
  env: false, // already in `data`, trimmed
  ajv: {
    customOptions: (ajv) =>
      ajv
        .addFormat('channel-secrets', areChannelSecrets)
        .addFormat('base-url', isBaseUrl)
        .addFormat('redis-url', isRedisUrl)
  }
})

function trimmed(environment: NodeJS.ProcessEnv): Record<string, string> {
  const data: Record<string, string> = {}
  for (const name of VARIABLES) {
    const value = environment[name]?.trim()
    if (value) data[name] = value
  }
  return data
}

/** Returns the secrets that LINE may sign webhooks with: one or, during a rotation, the new one and the old one. */
export const channelSecretsOf = ({ LINE_CHANNEL_SECRET }: Config): [current: string, ...old: string[]] =>
  [...new Set(splitChannelSecrets(LINE_CHANNEL_SECRET))] as [string, ...string[]]

/**
 * Returns the credentials for the bot's API calls: a long-lived token if it is set, else the channel's id and secret. With
 * two secrets it uses the first, because LINE issues tokens only with the new one.
 *
 * @throws ConfigError when neither is set
 */
export function credentialsOf(config: Config): Credentials {
  const { LINE_CHANNEL_ACCESS_TOKEN: accessToken, LINE_CHANNEL_ID: channelId } = config
  if (accessToken !== undefined) return { type: 'long-lived', accessToken }
  if (channelId !== undefined)
    return { type: 'channel', channelId, channelSecret: channelSecretsOf(config)[0] }
  throw new ConfigError([NO_ACCESS_TOKEN])
}
