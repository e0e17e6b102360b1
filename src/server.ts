/** The process `web`: builds the bot, listens, and closes with grace. */
import closeWithGrace from 'close-with-grace'
import type { FastifyInstance } from 'fastify'
import { createApp } from './app.ts'
import { ConfigError } from './config.ts'
import { createLogger } from './log.ts'

const log = await createLogger()

try {
  if (process.env.NODE_ENV !== 'production') loadDotEnv()
  const app = await createApp({ environment: process.env, log })
  closeOnSignals(app)
  await listen(app)
} catch (error) {
  await refuseToStart(error)
}

function loadDotEnv() {
  try {
    process.loadEnvFile() // what is set already stays as it is
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}

function closeOnSignals(app: FastifyInstance) {
  const signals = ['SIGTERM', 'SIGINT'] as const
  const grace = closeWithGrace({ delay: 28_000, logger: log, skip: [...signals] }, async ({ err }) => {
    if (err) log.fatal({ err }, 'stopping after an error that nothing caught')
    await app.close()
  })
  // Heroku may send SIGTERM twice, and npm SIGINT: the second one changes nothing.
  let closing = false
  for (const signal of signals) {
    process.on(signal, () => {
      if (closing) return
      closing = true
      log.info(`${signal}: stopping when the events in hand are finished`)
      grace.close()
    })
  }
}

async function listen(app: FastifyInstance) {
  const { HOST: host, PORT: port } = app.config
  try {
    await app.listen({ host, port })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (host !== '::' || (code !== 'EAFNOSUPPORT' && code !== 'EADDRNOTAVAIL')) throw error
    await app.listen({ host: '0.0.0.0', port }) // a machine without IPv6
  }
}

/** Says everything that is wrong, one line each, and ends the process. */
async function refuseToStart(error: unknown): Promise<never> {
  const log = await createLogger({ sync: true })
  const { code, syscall } = error as NodeJS.ErrnoException
  if (error instanceof ConfigError) {
    for (const problem of error.problems) log.fatal({ variable: problem.variable }, problem.message)
  } else if (code === 'EADDRINUSE') {
    log.fatal({ variable: 'PORT', code }, 'PORT is in use: stop the program that has it, or set another PORT')
  } else if (syscall === 'listen' || syscall === 'getaddrinfo') {
    log.fatal(
      { variable: 'HOST', code },
      'cannot listen on HOST and PORT: HOST must be an address of this machine'
    )
  } else {
    log.fatal({ err: error }, 'cannot start')
  }
  process.exit(1)
}
