/**
 * Sends messages for other programs, as LINE Notify did until 2025. To get the id of a chat, send `id` in it. Then:
 *
 *     NOTIFY_TOKEN=secret npm run playground -- --bot examples/notify.ts
 *     curl localhost:8000/notify -H 'authorization: Bearer secret' --json '{"to":"U0…","text":"The backup has failed"}'
 */
import { hash, timingSafeEqual } from 'node:crypto'
import type { CreateHandlers, CreateRoutes } from '#src/handlers/types.ts'

export const createHandlers: CreateHandlers = () => ({
  'message.text': ({ message, source }) => {
    if (message.text.trim() !== 'id' || !source) return
    const id = source.type === 'group' ? source.groupId : source.userId
    return [{ type: 'text', text: id ?? 'LINE did not send your user id' }]
  }
})

interface Notification {
  /** the id of a user or a group */
  to: string
  text: string
}

const NOTIFICATION = {
  type: 'object',
  required: ['to', 'text'],
  properties: { to: { type: 'string' }, text: { type: 'string', minLength: 1, maxLength: 5_000 } }
}

export const createRoutes: CreateRoutes = (app) => {
  const { NOTIFY_TOKEN } = process.env
  if (!NOTIFY_TOKEN) throw new Error('NOTIFY_TOKEN is not set: programs need it to send messages')
  const expected = hash('sha256', `Bearer ${NOTIFY_TOKEN}`, 'buffer')

  app.post<{ Body: Notification }>('/notify', { schema: { body: NOTIFICATION } }, async (request, reply) => {
    const given = hash('sha256', request.headers.authorization ?? '', 'buffer')
    if (!timingSafeEqual(given, expected)) return reply.code(401).send()
    const { to, text } = request.body
    const line = await app.bot.line.sdk()
    await line.pushMessage({ to, messages: [{ type: 'text', text }] }) // counts towards the monthly quota
    return reply.code(204).send()
  })
}
