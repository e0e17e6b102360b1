import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { findProgram } from '../simulator/test/support/find-program.ts'
import { freePort } from '../simulator/test/support/free-port.ts'
import { spawnBound } from '../simulator/test/support/spawn-bound.ts'

export type RedisServer = Awaited<ReturnType<typeof startRedisServer>>

/**
 * Starts a redis-server, which can be restarted with the data in its folder.
 *
 * @throws if none is installed
 */
export async function startRedisServer(args: string[] = []) {
  if (!findProgram('redis-server'))
    throw new Error('redis-server is not installed: apt-get install -y redis-server')
  const port = await freePort()
  const folder = mkdtempSync(join(tmpdir(), 'bench-redis-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  const options = ['--port', String(port), '--dir', folder, '--save', '', '--loglevel', 'warning', ...args]
  const start = () => spawnBound('redis-server', options, { stdio: 'ignore' })
  let server = start()
  await untilListening(port)

  async function stop(): Promise<void> {
    server.kill('SIGTERM')
    if (server.exitCode === null && server.signalCode === null) await once(server, 'exit')
  }

  return {
    url: `redis://127.0.0.1:${port}`,
    stop,
    pid: () => server.pid,
    async restart(): Promise<void> {
      await stop()
      server = start()
      await untilListening(port)
    }
  }
}

async function untilListening(port: number): Promise<void> {
  for (;;) {
    const socket = connect(port, '127.0.0.1')
    const isListening = await once(socket, 'connect').then(
      () => true,
      () => false
    )
    socket.destroy()
    if (isListening) return
    await sleep(20)
  }
}
