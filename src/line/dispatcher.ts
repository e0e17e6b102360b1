import { Agent, type Dispatcher, EnvHttpProxyAgent, Pool, setGlobalDispatcher } from 'undici'

/** How long opening a connection may take, including through a proxy. */
const CONNECT_TIMEOUT_MS = 3_000
/** Idle connections are closed before the other side may close them, just when a request is sent. */
const IDLE_TIMEOUT_MS = 20_000

/**
 * Creates the pool of keep-alive connections to LINE, through the proxy in `HTTPS_PROXY` or `HTTP_PROXY`, unless `NO_PROXY`
 * contains the host.
 *
 * It uses HTTP/1.1 only, because at LINE's 2,000 replies per second HTTP/2 saves no CPU time (measured over TLS), and a lost
 * connection would interrupt a hundred replies.
 *
 * @param connections how many may be open at once; a request waits until one is free
 * @throws Error when a proxy variable is invalid
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
  if (!namesProxy()) return new Agent(options)
  return createProxyAgent({
    ...options,
    // undici's default for a proxy that does not respond to CONNECT is 300 s.
    clientFactory: (proxy, options) => new Pool(proxy, { ...options, headersTimeout: CONNECT_TIMEOUT_MS })
  })
}

/**
 * Routes `fetch`, which LINE's SDK and handlers use, through the environment's proxy. Does nothing if none is set.
 *
 * @throws Error when a proxy variable is invalid
 * @see https://nodejs.org/api/globals.html#custom-dispatcher
 */
export function routeFetchThroughProxy(): void {
  if (namesProxy()) setGlobalDispatcher(createProxyAgent())
}

function createProxyAgent(options?: EnvHttpProxyAgent.Options): Dispatcher {
  try {
    return new EnvHttpProxyAgent(options)
  } catch (cause) {
    throw new Error('HTTPS_PROXY and HTTP_PROXY must be the address of a proxy: http://HOST:PORT', { cause })
  }
}

const namesProxy = () => PROXY_VARIABLES.some((name) => process.env[name])
const PROXY_VARIABLES = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy']
