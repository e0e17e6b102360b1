import { isIP } from 'node:net'
import { networkInterfaces } from 'node:os'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'

/**
 * Accepts only requests whose `Host` is a name of this machine. Other web pages get 403, whether they send requests
 * from their own origin, or under a name that resolves to this machine (DNS rebinding).
 */
export const ownHosts = fp(async (app: FastifyInstance, { host }: { host: string }) => {
  app.addHook('onRequest', async ({ headers }, reply) => {
    const problem = problemOf(headers.host ?? '', headers.origin, host)
    if (problem) return reply.status(403).send({ error: 'Forbidden', message: problem })
  })
})

function problemOf(hostHeader: string, origin: string | undefined, host: string): string | undefined {
  const asked = URL.parse(`http://${hostHeader}`)
  if (!asked || !isOwn(asked.hostname, host)) {
    return `this page is available at localhost, 127.0.0.1, [::1] and the value of --host, not at ${hostHeader}`
  }
  if (origin !== undefined && URL.parse(origin)?.host !== asked.host) {
    return 'this page accepts requests from its own origin only'
  }
}

/** Whether `hostname` is a name of this machine. `host` is the listen address; a wildcard means all its addresses. */
function isOwn(hostname: string, host: string): boolean {
  const name = bare(hostname)
  if (['localhost', '127.0.0.1', '::1', bare(host)].includes(name)) return true
  const addresses = Object.values(networkInterfaces()).flatMap((some) => some ?? [])
  return isEverywhere(host) && isIP(name) > 0 && addresses.some(({ address }) => address === name)
}

/** A host in lower case, without the brackets around an IPv6 address. */
const bare = (hostname: string) => hostname.replace(/^\[|\]$/g, '').toLowerCase()
const isEverywhere = (host: string) => host === '0.0.0.0' || host === '::'
