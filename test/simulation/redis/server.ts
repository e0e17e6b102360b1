import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { jobIdOf } from '../../../src/inbox/redis/queue.ts'
import type { RedisTrouble } from './history.ts'

/** In memory where there is such a folder: a machine that writes slowly would be a Redis that stalls. */
const FOLDER = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

/** The id of the event that a job has handled. */
const eventIdOf = (jobId: string) => jobId.slice(jobIdOf('').length)

/** What is in Redis. */
export interface RedisContent {
  /** how many events are to be handled: they wait, are being handled, or are to be tried again */
  unfinished: number
  /** the ids of the dead letters */
  deadLetters: string[]
  /** the ids of all events that it has something of, beside their fingerprints */
  events: string[]
  /** the ids of the questions whose answers are to come */
  pendingAnswers: string[]
  /** how many connections there are to it, but for the one that asks */
  connections: number
}

export type RedisServer = Awaited<ReturnType<typeof startRedisServer>>

/**
 * A redis-server, which writes each step to its file before it answers. It is reached by a
 * socket in its folder: no other program can take its address while it is away.
 */
export async function startRedisServer() {
  const dir = mkdtempSync(join(FOLDER, 'redis-history-'))
  const path = join(dir, 'socket')
  let server = start()
  process.once('exit', clearAway)
  const admin = new Redis(path, { retryStrategy: () => 5, maxRetriesPerRequest: null })
  admin.on('error', () => {})
  await admin.ping()

  function start(): ChildProcess {
    const args = ['--appendonly', 'yes', '--appendfsync', 'always', '--save', '', '--databases', '1']
    return spawn('redis-server', ['--port', '0', '--unixsocket', path, '--dir', dir, ...args], {
      stdio: 'ignore'
    })
  }

  async function kill(): Promise<void> {
    if (server.exitCode !== null || server.signalCode !== null) return // it has ended already
    const exited = once(server, 'exit')
    server.kill('SIGKILL')
    await exited
  }

  function clearAway(): void {
    server.kill('SIGKILL')
    rmSync(dir, { recursive: true, force: true })
  }

  async function makeRoomFor(bytes: number): Promise<void> {
    const used = Number((await admin.info('memory')).match(/^used_memory:(\d+)/m)?.[1])
    await admin.config('SET', 'maxmemory', String(used + bytes))
  }

  /** Begins the trouble. Resolves, when it has begun, with what ends it. */
  async function begin({ kind, forMs, roomBytes }: RedisTrouble): Promise<() => Promise<unknown>> {
    switch (kind) {
      case 'frozen':
        server.kill('SIGSTOP')
        return async () => server.kill('SIGCONT')
      case 'paused':
        await admin.client('PAUSE', Math.ceil(forMs))
        return async () => {}
      case 'restarted':
        await kill()
        return async () => {
          server = start()
          await admin.ping()
        }
      case 'read-only':
        await admin.replicaof('127.0.0.1', '1')
        return () => admin.replicaof('NO', 'ONE')
      case 'no-replicas':
        await admin.config('SET', 'min-replicas-to-write', '1')
        return () => admin.config('SET', 'min-replicas-to-write', '0')
      case 'full':
        await makeRoomFor(roomBytes)
        return () => admin.config('SET', 'maxmemory', '0')
      case 'cut':
        await admin.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes')
        return async () => {}
    }
  }

  return {
    path,

    /** Has the trouble for as long as it lasts. */
    async have(trouble: RedisTrouble): Promise<void> {
      const end = await begin(trouble)
      await sleep(trouble.forMs)
      await end()
    },

    async content(): Promise<RedisContent> {
      const key = (name: string) => `line-echobot:events:${name}`
      const answers = await admin.keys('line-echobot:answer:*')
      const isReady = await Promise.all(answers.map((each) => admin.hexists(each, 'messages')))
      const [waiting, active, delayed, prioritized, deadLetters, keys, clients] = await Promise.all([
        admin.llen(key('wait')),
        admin.llen(key('active')),
        admin.zcard(key('delayed')),
        admin.zcard(key('prioritized')),
        admin.zrange(key('failed'), '0', '-1'),
        admin.keys(key(`${jobIdOf('01SIMULATED')}*`)),
        admin.client('LIST') as Promise<string>
      ])
      return {
        unfinished: waiting + active + delayed + prioritized,
        deadLetters: deadLetters.map(eventIdOf),
        events: [...new Set(keys.map((each) => eventIdOf(each.split(':')[2] as string)))],
        pendingAnswers: answers
          .filter((_, i) => isReady[i] === 0)
          .map((each) => each.split(':')[2] as string),
        connections: clients.trim().split('\n').length - 1
      }
    },

    /** Forgets everything but the scripts that it knows. */
    clear: () => admin.flushall(),

    async close(): Promise<void> {
      admin.disconnect()
      await kill()
      process.off('exit', clearAway)
      clearAway()
    }
  }
}

/** Servers for histories that run side by side: each has its own, and leaves it to the next one. */
export function createRedisServers() {
  const all: RedisServer[] = []
  const idle: RedisServer[] = []
  return {
    async take(): Promise<RedisServer> {
      const known = idle.pop()
      if (known) return known
      const server = await startRedisServer()
      all.push(server)
      return server
    },
    async giveBack(server: RedisServer): Promise<void> {
      await server.clear()
      idle.push(server)
    },
    async close(): Promise<void> {
      await Promise.all(all.map((each) => each.close()))
    }
  }
}
