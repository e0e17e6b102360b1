import type { FastifyInstance, FastifyRequest } from 'fastify'
import { serveAssets } from './assets.ts'
import { LANGUAGES, type Language, languageFor } from './language.ts'
import { ownAddressOf } from './own-address.ts'
import { page } from './page.ts'
import { createStatus, type Status, type StatusOptions } from './status.ts'
import { ADD_FRIEND_PICTURE } from './steps.ts'

export interface StatusPageOptions extends StatusOptions {
  /** where webhooks come, e.g. `/echobot/callback/` */
  callbackPath: string
}

/** `GET /`: what is left to do until the bot answers, in the reader's language. `GET /status`: the same as JSON. */
export default async function statusPage(
  scope: FastifyInstance,
  { callbackPath, ...options }: StatusPageOptions
) {
  const status = createStatus(options)
  const statusFor = (request: FastifyRequest) => status(ownAddressOf(request, callbackPath))

  const pages = new Map<Language, { key: string; content: Buffer }>()

  /** A page is made once for all who see the same: those who ask and do not read the answers share its memory. */
  function pageOf(facts: Status, language: Language): Buffer {
    const key = JSON.stringify(facts)
    const made = pages.get(language)
    if (made?.key === key) return made.content
    const content = Buffer.from(page({ status: facts, language, callbackPath }))
    pages.set(language, { key, content })
    return content
  }

  scope.addHook('onSend', async (_request, reply) => {
    reply.headers({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' })
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store')
  })

  scope.get<{ Querystring: { lang?: string } }>('/', async (request, reply) => {
    const facts = await statusFor(request)
    const language = languageOf(request.query.lang) ?? languageFor(request.headers['accept-language'])
    reply.headers({
      'content-security-policy': policy(facts.bot?.pictureUrl),
      'content-language': language,
      vary: 'accept-language'
    })
    return reply.type('text/html; charset=utf-8').send(pageOf(facts, language))
  })

  scope.get('/status', statusFor)

  scope.get(ADD_FRIEND_PICTURE, async (_request, reply) => {
    const { bot } = await status(null)
    if (!bot?.addFriendUrl) return reply.callNotFound()
    return reply.type('image/svg+xml').send(await qrCodeOf(bot.addFriendUrl))
  })

  await serveAssets(scope)
}

const languageOf = (name: unknown) =>
  typeof name === 'string' && Object.hasOwn(LANGUAGES, name) ? (name as Language) : undefined

/** Nothing from elsewhere but the bot's own picture. */
function policy(pictureUrl: string | null | undefined): string {
  const pictures = pictureUrl ? ` ${new URL(pictureUrl).origin}` : ''
  return `default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'${pictures}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`
}

let drawn: { text: string; svg: string } | undefined

/** The QR code of a text, in SVG; drawn once. */
async function qrCodeOf(text: string): Promise<string> {
  if (drawn?.text !== text) {
    const { renderSVG } = await import('uqr')
    drawn = { text, svg: renderSVG(text, { border: 2 }) }
  }
  return drawn.svg
}
