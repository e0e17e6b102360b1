import Fastify, { type FastifyBaseLogger, LogController } from 'fastify'
import type { Logger } from 'pino'
import { lineApi } from './api/line-api.ts'
import { requestIds } from './api/line-http.ts'
import type { Channel } from './channel.ts'
import { chatPage } from './chat-page.ts'
import { type Control, controlApi } from './control/control-api.ts'
import { createExchangeLog } from './log-exchange.ts'
import { ownHosts } from './own-hosts.ts'
import { compilersFactory, schemaErrorFormatter, validatorCompiler } from './validation.ts'

export interface ChannelAppOptions {
  channel: Channel
  /** operations of the control API that affect all channels */
  control: Control
  /** the simulator's listen address, which the page and the control API also accept as a host name */
  host: string
  log?: Logger | undefined
}

/** The HTTP app of one channel: LINE's API, the control API, and the chat page at `/`. It does not listen by itself. */
export async function createChannelApp({ channel, control, host, log }: ChannelAppOptions) {
  const app = Fastify({
    ...(log && { loggerInstance: log as FastifyBaseLogger }),
    logController: new LogController({ disableRequestLogging: true }),
    schemaErrorFormatter,
    schemaController: { compilersFactory },
    routerOptions: { maxParamLength: 1_000 }
  })
  app.setValidatorCompiler(validatorCompiler)
  app.register(requestIds, { ids: channel.ids })
  app.register(lineApi, { channel })
  app.register(async (own) => {
    own.register(ownHosts, { host })
    own.addHook('onRequest', async ({ raw }, reply) => {
      if (raw.lineHost === 'api-data.line.me') return reply.status(404).send({ message: 'Not found' })
    })
    own.register(controlApi, { channel, control, prefix: '/simulator' })
    own.register(chatPage)
  }, {})
  app.addHook('preClose', () => channel.close())
  if (log) channel.exchanges.subscribe(createExchangeLog(log))
  await app.ready()
  return app
}
