import { lookup } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'
import { Agent, type buildConnector, fetch, type Response } from 'undici'

export type FetchExternal = (url: string, signal: AbortSignal) => Promise<Response>

/**
 * Creates a function that downloads a file from a URL that a user sent, as LIFF apps do for images. To prevent users from
 * reading internal servers through the bot, it fetches over https only, without redirects, from public addresses only. It
 * does not use a proxy.
 *
 * @param connect further options for connections
 * @throws Error when the URL is not permitted, or the server does not respond with 200
 */
export function createFetchExternal(connect: buildConnector.BuildOptions = {}): FetchExternal {
  const dispatcher = new Agent({ connect: { lookup: lookupPublic, ...connect } })

  return async function fetchExternal(url, signal) {
    const { protocol, hostname } = URL.parse(url) ?? {}
    if (protocol !== 'https:') throw new Error('a user sent the URL of a file that is not https')
    const host = hostname?.replace(/^\[|\]$/g, '') ?? ''
    if (isIP(host) && !isPublic(host)) throw notPublic()
    const response = await fetch(url, { signal, dispatcher, redirect: 'error' })
    if (response.status === 200) return response
    await response.body?.cancel()
    throw new Error(`the server of a file that a user sent responded with ${response.status}`)
  }
}

const notPublic = () => new Error('a user sent the URL of a file in a private network')

/** Resolves a host name, and fails if any of its addresses is not public. */
const lookupPublic: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, [])
    if (!addresses.every(({ address }) => isPublic(address))) return callback(notPublic(), [])
    if (options.all) callback(null, addresses)
    else callback(null, addresses[0]?.address ?? '', addresses[0]?.family)
  })
}

/** Whether an IP address is public: not of a private network, of this machine or for a special purpose. */
export function isPublic(address: string): boolean {
  return !NOT_PUBLIC.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
}

/** https://www.iana.org/assignments/iana-ipv4-special-registry and its counterpart for IPv6 */
const NOT_PUBLIC = new BlockList()
for (const subnet of [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '224.0.0.0/3',
  '::/127',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '2001::/23',
  '2002::/16',
  'fc00::/7',
  'fe80::/10',
  'ff00::/8'
]) {
  const [address = '', bits] = subnet.split('/')
  NOT_PUBLIC.addSubnet(address, Number(bits), address.includes(':') ? 'ipv6' : 'ipv4')
}
