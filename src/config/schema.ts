import type { FromSchema } from 'json-schema-to-ts'

/** The environment: names, types, defaults. The one place where they stand; docs/configuration.md, app.json and .env.example are held to it. */
export const schema = {
  type: 'object',
  additionalProperties: false,
  required: ['LINE_CHANNEL_SECRET'],
  anyOf: [{ required: ['LINE_CHANNEL_ACCESS_TOKEN'] }, { required: ['LINE_CHANNEL_ID'] }],
  properties: {
    LINE_CHANNEL_SECRET: {
      type: 'string',
      description:
        'Signs the webhooks. LINE Developers Console > your channel > Basic settings > Channel secret'
    },
    LINE_CHANNEL_ID: {
      type: 'string',
      pattern: '^\\d+$',
      description:
        'With it and the secret, the bot issues its own access tokens, for 15 minutes each; digits. LINE Developers Console > your channel > Basic settings > Channel ID'
    },
    LINE_CHANNEL_ACCESS_TOKEN: {
      type: 'string',
      pattern: '^[!-~]+$',
      description:
        'A long-lived token that authorizes the replies, in place of LINE_CHANNEL_ID; one line without spaces. LINE Developers Console > your channel > Messaging API > Channel access token (long-lived)'
    },
    DEFAULT_REPLY_TEXT: {
      type: 'string',
      maxLength: 5000,
      description:
        'The reply to everything that is not text, at most 5,000 characters. Unset: such events are ignored'
    },
    GROUP_REPLIES: {
      type: 'string',
      enum: ['all', 'mention', 'off'],
      default: 'all',
      description:
        'When the bot answers in groups: all (everything), mention (text that mentions the bot) or off (nothing)'
    },
    LOADING_ANIMATION: {
      type: 'boolean',
      default: false,
      description:
        'Whether LINE shows its loading animation when an answer takes longer than a second: true or false'
    },
    STATUS_PAGE: {
      type: 'boolean',
      default: true,
      description:
        'Whether the bot has its page at / and the same facts at /status, which anybody can read: true or false'
    },
    PORT: {
      type: 'integer',
      minimum: 0,
      maximum: 65535,
      default: 8000,
      description: 'The port to listen on, a whole number up to 65535'
    },
    HOST: {
      type: 'string',
      default: '::',
      description: 'The address to listen on. The default is every address, IPv6 and IPv4'
    },
    LOG_LEVEL: {
      type: 'string',
      enum: ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'],
      default: 'info',
      description: 'From which level on the log is written: trace, debug, info, warn, error, fatal or silent'
    },
    REDIS_URL: {
      type: 'string',
      format: 'redis-url',
      description:
        'Where events are stored, redis://host:port or rediss://user:password@host:port/database (a number), what is special in them written as in URLs, so that several processes can share the work. Unset: they are handled at once, by one process'
    },
    REDIS_TLS_REJECT_UNAUTHORIZED: {
      type: 'boolean',
      default: true,
      description:
        'With rediss://, whether the certificate must be one that can be verified: true or false. Heroku Key-Value Store needs false'
    },
    WORKER_CONCURRENCY: {
      type: 'integer',
      minimum: 1,
      maximum: 256,
      default: 200,
      description: 'With Redis, how many events each process handles at once, a whole number up to 256'
    },
    EVENTS_PER_SECOND: {
      type: 'integer',
      minimum: 1,
      maximum: 100_000,
      default: 2000,
      description:
        'With Redis, how many events all processes together handle in a second, a whole number up to 100000. LINE takes 2000 replies: more is for bots that leave most events without one'
    },
    LINE_API_BASE_URL: {
      type: 'string',
      format: 'base-url',
      default: 'https://api.line.me',
      description:
        'Where the Messaging API is, https://host or http://host:port without a path; only for another LINE Platform, such as a simulator'
    }
  }
} as const

export type Config = FromSchema<typeof schema>

/** The names of all variables, in the schema's order. */
export const VARIABLES = Object.keys(schema.properties) as (keyof Config)[]
