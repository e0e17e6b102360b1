import { readFile } from 'node:fs/promises'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { isCustomHost } from '../line/line.ts'
import { page } from './page.ts'
import { addressOf, languageOf } from './reader.ts'
import { createStatus, type StatusOptions } from './status.ts'
import { QR_CODE_PATH } from './steps.ts'

export interface StatusPageOptions extends Omit<StatusOptions, 'simulator'> {
  /** the path of the webhook URL, e.g. `/echobot/callback/` */
  callbackPath: string
  /** LINE_API_BASE_URL */
  lineBaseUrl: string
}

const ASSETS = [
  { file: 'site.css', type: 'text/css; charset=utf-8' },
  { file: 'site.js', type: 'text/javascript; charset=utf-8' },
  { file: 'icon.svg', type: 'image/svg+xml' }
]

/** `GET /`: the state of the bot and its setup, in the reader's language. `GET /status`: the same as JSON. */
export default async function statusPage(
  scope: FastifyInstance,
  { callbackPath, lineBaseUrl, ...options }: StatusPageOptions
) {
  const simulator = isCustomHost(lineBaseUrl)
  const lineHost = URL.parse(lineBaseUrl)?.host ?? lineBaseUrl
  const readStatus = createStatus({ ...options, simulator })
  const statusFor = (request: FastifyRequest) => readStatus(addressOf(request, callbackPath))

  scope.addHook('onSend', async (_request, reply) => {
    reply.headers({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' })
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store')
  })

  scope.get('/', async (request, reply) => {
    const status = await statusFor(request)
    const language = languageOf(request)
    reply.headers({
      'content-security-policy': contentSecurityPolicy(status.bot?.pictureUrl),
      'content-language': language,
      vary: 'accept-language'
    })
    return reply.type('text/html; charset=utf-8').send(page({ status, language, callbackPath, lineHost }))
  })

  scope.get('/status', statusFor)

  scope.get(QR_CODE_PATH, async (_request, reply) => {
    const { bot } = await readStatus(null)
    if (!bot?.addFriendUrl) return reply.callNotFound()
    const { renderSVG } = await import('uqr')
    return reply.type('image/svg+xml').send(renderSVG(bot.addFriendUrl, { border: 2 }))
  })

  for (const { file, type } of ASSETS) {
    const content = await readFile(new URL(`./assets/${file}`, import.meta.url))
    scope.get(`/${file}`, (_request, reply) =>
      reply.type(type).header('cache-control', 'public, max-age=300').send(content)
    )
  }
}

/** Allows no external resource except the bot's own picture. */
function contentSecurityPolicy(pictureUrl: string | null | undefined): string {
  const pictures = pictureUrl ? ` ${new URL(pictureUrl).origin}` : ''
  return `default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'${pictures}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`
}
