/** Fastify alone: checks a signature and answers. No client, nothing is replied. */
import { createHmac, timingSafeEqual } from 'node:crypto'
import Fastify from 'fastify'

const { LINE_CHANNEL_SECRET = '', PORT } = process.env
const app = Fastify({ logger: true })
app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
  done(null, body)
})
app.post<{ Body: Buffer }>('/echobot/callback/', async ({ headers, body }, reply) => {
  const expected = createHmac('sha256', LINE_CHANNEL_SECRET).update(body).digest()
  const given = Buffer.from(String(headers['x-line-signature']), 'base64')
  const isSigned = given.length === expected.length && timingSafeEqual(given, expected)
  return reply.code(isSigned ? 200 : 403).send()
})
await app.listen({ port: Number(PORT), host: '127.0.0.1' })

process.on('SIGTERM', () => process.exit())
