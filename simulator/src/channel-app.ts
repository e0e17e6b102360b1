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
  /** what the control API does beyond one channel */
  control: Control
  /** where the simulator listens: the page and the control API answer to this name, too */
  host: string
  log?: Logger | undefined
}

/** One channel over HTTP: LINE's API, an API to steer it, and a chat page at `/`. It does not listen itself. */
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
