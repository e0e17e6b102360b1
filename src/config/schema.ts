import type { FromSchema } from 'json-schema-to-ts'

/**
 * The environment variables: their names, types and defaults; `title` is the expected value in error messages. A test
 * compares docs/configuration.md, app.json and .env.example with this schema.
 */
export const schema = {
  type: 'object',
  additionalProperties: false,
  required: ['LINE_CHANNEL_SECRET'],
  anyOf: [{ required: ['LINE_CHANNEL_ACCESS_TOKEN'] }, { required: ['LINE_CHANNEL_ID'] }],
  properties: {
    LINE_CHANNEL_SECRET: {
      type: 'string',
      title: 'one secret, or two separated by a comma',
      format: 'channel-secrets',
      description:
        'Verifies webhooks. LINE Developers Console > your channel > Basic settings > Channel secret. While you rotate it, NEW,OLD: webhooks signed with either are accepted'
    },
    LINE_CHANNEL_ID: {
      type: 'string',
      title: 'digits only',
      pattern: '^\\d+$',
      description:
        'With it and the secret, the bot issues its own access tokens, each valid for 15 minutes (digits only). LINE Developers Console > your channel > Basic settings > Channel ID'
    },
    LINE_CHANNEL_ACCESS_TOKEN: {
      type: 'string',
      title: 'one line without spaces',
      pattern: '^[!-~]+$',
      description:
        'A long-lived token that authorizes replies, instead of LINE_CHANNEL_ID; one line without spaces. LINE Developers Console > your channel > Messaging API > Channel access token (long-lived)'
    },
    DEFAULT_REPLY_TEXT: {
      type: 'string',
      title: 'at most 5,000 characters',
      maxLength: 5000,
      description:
        'The reply to everything that is not text, at most 5,000 characters. If unset, such events are ignored'
    },
    GROUP_REPLIES: {
      type: 'string',
      title: 'all, mention or off',
      enum: ['all', 'mention', 'off'],
      default: 'all',
      description:
        'When the bot replies in groups: all (to everything), mention (to text that mentions the bot) or off (never)'
    },
    LOADING_ANIMATION: {
      type: 'boolean',
      title: 'true or false',
      default: false,
      description:
        'Whether LINE shows its loading animation when a handler takes longer than a second: true or false'
    },
    STATUS_PAGE: {
      type: 'boolean',
      title: 'true or false',
      default: true,
      description: 'Whether the bot serves its public page at / and the same facts at /status: true or false'
    },
    PORT: {
      type: 'integer',
      title: 'a whole number up to 65535',
      minimum: 0,
      maximum: 65535,
      default: 8000,
      description: 'The port to listen on, a whole number up to 65535'
    },
    HOST: {
      type: 'string',
      title: 'an address or a host name',
      default: '::',
      description: 'The address to listen on. The default is all addresses, IPv6 and IPv4'
    },
    LOG_LEVEL: {
      type: 'string',
      title: 'trace, debug, info, warn, error, fatal or silent',
      enum: ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'],
      default: 'info',
      description: 'The lowest level that is logged: trace, debug, info, warn, error, fatal or silent'
    },
    METRICS_PORT: {
      type: 'integer',
      title: 'a whole number up to 65535',
      minimum: 0,
      maximum: 65535,
      description:
        'A second port, for metrics in Prometheus’s format at /metrics, a whole number up to 65535. If unset, no metrics are served'
    },
    REDIS_URL: {
      type: 'string',
      title:
        'redis://host:port or rediss://user:password@host:port/database, with special characters percent-encoded',
      format: 'redis-url',
      description:
        'Where events are stored so that several processes can share the work: redis://host:port or rediss://user:password@host:port/database (a number); percent-encode special characters. If unset, one process handles them immediately'
    },
    REDIS_TLS_REJECT_UNAUTHORIZED: {
      type: 'boolean',
      title: 'true or false',
      default: true,
      description:
        'With rediss://, whether the certificate is verified: true or false. Heroku Key-Value Store needs false'
    },
    WORKER_CONCURRENCY: {
      type: 'integer',
      title: 'a whole number from 1 to 256',
      minimum: 1,
      maximum: 256,
      default: 200,
      description: 'With Redis, how many events each process handles at once, a whole number up to 256'
    },
    EVENTS_PER_SECOND: {
      type: 'integer',
      title: 'a whole number from 1 to 100000',
      minimum: 1,
      maximum: 100_000,
      default: 2000,
      description:
        'With Redis, how many events all processes together handle per second, a whole number up to 100000. LINE accepts 2000 replies per second: more is for bots that reply to few events'
    },
    LINE_API_BASE_URL: {
      type: 'string',
      title: 'https://host or http://host:port, without a path',
      format: 'base-url',
      default: 'https://api.line.me',
      description:
        'The address of the Messaging API, https://host or http://host:port without a path; only for another LINE Platform, such as a simulator'
    }
  }
} as const

export type Config = FromSchema<typeof schema>

/** The names of all variables, in the schema's order. */
export const VARIABLES = Object.keys(schema.properties) as (keyof Config)[]
