import type { IncomingMessage, ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import type { FastifyInstance } from 'fastify'
import { decodeJwt } from 'jose'
import type { Channel } from './channel.ts'
import type { LineHost } from './line-host.ts'

/** A channel, its HTTP app, and a function that recreates both for a reset. */
export interface Entry {
  channel: Channel
  app: FastifyInstance
  open(webhookUrl: string): Promise<Pick<Entry, 'channel' | 'app'>>
}

const PREFIX = /^\/channels\/([^/?]+)([/?].*)?$/
const OAUTH = /^\/(oauth2|v2\/oauth)\//

/**
 * Finds the channel of a request: by the prefix `/channels/{channelId}`, by its access token, or by the credentials in
 * its form. Other requests go to the first channel.
 *
 * @param lineHost the LINE host that the port simulates; both without it
 */
export function createDispatch(entries: Entry[], lineHost?: LineHost) {
  const first = () => entries[0] as Entry
  const withId = (channelId: unknown) =>
    entries.find(({ channel }) => channel.settings.channelId === channelId)
  const withToken = (token: string | null | undefined) =>
    token ? entries.find(({ channel }) => channel.accessTokens.find(token)) : undefined

  return function dispatch(request: IncomingMessage, response: ServerResponse): void {
    const { url = '/', headers } = request
    request.lineHost = lineHost
    const [, channelId, rest = ''] = PREFIX.exec(url) ?? []
    if (channelId !== undefined) {
      byPrefix(channelId, rest, request, response)
    } else if (entries.length > 1 && OAUTH.test(url) && lineHost !== 'api-data.line.me') {
      byForm(request, response).catch(() => response.destroy())
    } else {
      const token = entries.length > 1 ? headers.authorization?.replace(/^Bearer /, '') : undefined
      const { app } = withToken(token) ?? first()
      app.routing(request, response)
    }
  }

  /** Redirects to the prefix with a trailing slash, because the page's URLs are relative. */
  function byPrefix(channelId: string, rest: string, request: IncomingMessage, response: ServerResponse) {
    const entry = withId(channelId)
    if (!entry) {
      response.writeHead(404, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ message: `unknown channel ${channelId}` }))
    } else if (!rest.startsWith('/')) {
      response.writeHead(308, { location: `/channels/${channelId}/${rest}` }).end()
    } else {
      request.url = rest
      entry.app.routing(request, response)
    }
  }

  /** Requests to issue a token contain the channel id; requests to verify or revoke a token contain the token. */
  async function byForm(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method, url = '/', headers } = request
    const payload = await buffer(request)
    const form = new URLSearchParams(payload.toString())
    const query = new URL(url, 'http://localhost').searchParams
    const of = (name: string) => form.get(name) ?? query.get(name)
    const entry =
      withId(of('client_id')) ?? withId(issuerOf(of('client_assertion'))) ?? withToken(of('access_token'))
    const answer = await (entry ?? first()).app.inject({
      method: method as 'POST',
      url,
      headers: headers as Record<string, string>,
      payload
    })
    response.writeHead(answer.statusCode, answer.headers as Record<string, string>).end(answer.rawPayload)
  }
}

function issuerOf(assertion: string | null): string | undefined {
  try {
    return decodeJwt(assertion ?? '').iss
  } catch {
    return
  }
}
