import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'

/**
 * A port that nothing listens on, another one at each call. It is none of those that the kernel takes for connections:
 * one of them could be taken before it is used.
 */
export async function freePort(): Promise<number> {
  const port = randomInt(11_000, 32_768)
  if (givenPorts.has(port)) return freePort()
  givenPorts.add(port)
  const server = createServer().listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch {
    return freePort()
  }
  server.close()
  await once(server, 'close')
  return port
}

const givenPorts = new Set<number>()
