import { isIP } from 'node:net'
import { networkInterfaces } from 'node:os'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'

/**
 * Answers only who asks for a host by a name that is this machine's. A page of somebody else's cannot reach it then,
 * neither from its own origin, nor under a name that leads here (DNS rebinding): both get 403.
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
    return `this page answers to localhost, 127.0.0.1, [::1] and what --host says, not to ${hostHeader}`
  }
  if (origin !== undefined && URL.parse(origin)?.host !== asked.host) {
    return 'this page answers to its own origin only'
  }
}

/** `host` is where the simulator was told to listen; every address of the machine's where that is all of them. */
function isOwn(hostname: string, host: string): boolean {
  const name = bare(hostname)
  if (['localhost', '127.0.0.1', '::1', bare(host)].includes(name)) return true
  const addresses = Object.values(networkInterfaces()).flatMap((some) => some ?? [])
  return isEverywhere(host) && isIP(name) > 0 && addresses.some(({ address }) => address === name)
}

/** An address without the brackets that IPv6 has in URLs, in lower case. */
const bare = (hostname: string) => hostname.replace(/^\[|\]$/g, '').toLowerCase()
const isEverywhere = (host: string) => host === '0.0.0.0' || host === '::'
