import { readFile } from 'node:fs/promises'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { LANGUAGES, type Language, languageFor } from './language.ts'
import { page } from './page.ts'
import { createStatus, type StatusOptions } from './status.ts'

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
  const statusFor = (request: FastifyRequest) => status(webhookUrlOf(request, callbackPath))

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
    const qrCode = facts.bot ? await qrCodeOf(facts.bot.addFriendUrl) : undefined
    return reply
      .type('text/html; charset=utf-8')
      .send(page({ status: facts, language, callbackPath, qrCode }))
  })

  scope.get('/status', statusFor)

  for (const [path, type] of [
    ['/site.css', 'text/css; charset=utf-8'],
    ['/site.js', 'text/javascript; charset=utf-8']
  ] as const) {
    const content = await readFile(new URL(`.${path}`, import.meta.url))
    scope.get(path, async (_request, reply) => {
      return reply.type(type).header('cache-control', 'public, max-age=300').send(content)
    })
  }
}

/** The bot's own address as the reader sees it, behind a proxy too; null when the request names none. */
function webhookUrlOf({ protocol, host }: FastifyRequest, callbackPath: string): string | null {
  if (!HOST.test(host)) return null
  return URL.parse(`${protocol}://${host}${callbackPath}`)?.href ?? null
}

const HOST = /^(?:[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?$/i

const languageOf = (name: unknown) =>
  typeof name === 'string' && Object.hasOwn(LANGUAGES, name) ? (name as Language) : undefined

/** Nothing from elsewhere but the bot's own picture. */
function policy(pictureUrl: string | null | undefined): string {
  const pictures = pictureUrl ? ` ${new URL(pictureUrl).origin}` : ''
  return `default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:${pictures}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`
}

let drawn: { text: string; svg: string } | undefined
async function qrCodeOf(text: string): Promise<string> {
  if (drawn?.text !== text) {
    const { renderSVG } = await import('uqr')
    drawn = { text, svg: renderSVG(text, { border: 2 }) }
  }
  return drawn.svg
}
