import type { Dispatcher, EnvHttpProxyAgent } from 'undici'
import { loadUndici } from './undici.ts'

/** How long a connection may take to open, through a proxy too. */
const CONNECT_TIMEOUT_MS = 3_000
/** A connection that idles is closed, before the other side does it at the wrong moment. */
const IDLE_TIMEOUT_MS = 20_000

/**
 * Makes the way out to LINE: connections kept alive, through the proxy that the environment names in `HTTPS_PROXY` or
 * `HTTP_PROXY`, unless `NO_PROXY` has the host.
 *
 * HTTP/1.1 only: at LINE's 2,000 replies a second HTTP/2 saves no CPU time (measured over TLS), and a connection that is
 * lost takes a hundred replies with it.
 *
 * @param connections how many may be open at once; a request waits until one is free
 * @throws Error when a variable names no proxy
 */
export function createDispatcher(connections: number): Dispatcher {
  const options = {
    connections,
    allowH2: false,
    pipelining: 1,
    connectTimeout: CONNECT_TIMEOUT_MS,
    keepAliveTimeout: IDLE_TIMEOUT_MS,
    keepAliveMaxTimeout: IDLE_TIMEOUT_MS
  }
  const { Agent, Pool } = loadUndici()
  if (!namesProxy()) return new Agent(options)
  return createProxyAgent({
    ...options,
    // A proxy that never answers a CONNECT holds a connection for 300 seconds, if undici is not told otherwise.
    clientFactory: (proxy, options) => new Pool(proxy, { ...options, headersTimeout: CONNECT_TIMEOUT_MS })
  })
}

/**
 * Has `fetch` go through the environment's proxy, too: LINE's SDK uses it, and so may handlers. Where the environment
 * names no proxy, nothing is changed.
 *
 * @throws Error when a variable names no proxy
 * @see https://nodejs.org/api/globals.html#custom-dispatcher
 */
export function routeFetchThroughProxy(): void {
  if (namesProxy()) loadUndici().setGlobalDispatcher(createProxyAgent())
}

function createProxyAgent(options?: EnvHttpProxyAgent.Options): Dispatcher {
  try {
    return new (loadUndici().EnvHttpProxyAgent)(options)
  } catch (cause) {
    throw new Error('HTTPS_PROXY and HTTP_PROXY take the address of a proxy: http://HOST:PORT', { cause })
  }
}

const namesProxy = () => PROXY_VARIABLES.some((name) => process.env[name])
const PROXY_VARIABLES = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy']
