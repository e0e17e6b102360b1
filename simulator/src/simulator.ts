import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import createError from '@fastify/error'
import Fastify from 'fastify'
import type { Logger } from 'pino'
import { createChannel } from './channel.ts'
import { createChannelApp } from './channel-app.ts'
import { createDispatch, type Entry } from './dispatch.ts'
import type { LineHost } from './line-host.ts'
import { compileAhead } from './messages/compile-ahead.ts'
import { createSimulatedChannel, type SimulatedChannel } from './simulated-channel.ts'
import { createClock } from './state/clock.ts'
import { createIds, randomCredentials } from './state/ids.ts'
import { createPeople } from './state/people.ts'
import { channelOptions, DEFAULT_SETTINGS, type Settings } from './state/settings.ts'
import { checked } from './validation.ts'

/** What is known of a channel at the start: its webhook, its credentials, and every setting (see the README). */
export interface ChannelOptions extends Partial<Omit<Settings, 'webhookUrl'>> {
  /** where webhooks go, e.g. `http://localhost:3000/callback`; without one, none is sent */
  webhook?: string | undefined
}

export interface SimulatorOptions extends ChannelOptions {
  /** where it listens; a free port by default */
  port?: number | undefined
  /**
   * stands for `api-data.line.me`, and `port` for `api.line.me` alone: as at LINE, each has only its own operations. By
   * default one port stands for both
   */
  dataPort?: number | undefined
  /** the address that it listens on; `localhost` by default, `0.0.0.0` for a bot in a container */
  host?: string | undefined
  /** more channels, each with its own webhook and credentials */
  channels?: ChannelOptions[]
  /** the same seed gives the same ids, and a clock that stands still between events; by default both are as at LINE */
  seed?: string | number | undefined
  /** the clock starts there, and moves with each event and by `advance` only; in milliseconds since the epoch */
  startAt?: number | undefined
  /** how long `say` and `send` wait for a reply after the bot has answered the webhook; 2,000 ms by default */
  replyTimeoutMs?: number | undefined
  /** what becomes of calls of operations that LINE or the simulator does not have: `error` has the next `say`, `send` or `close` throw */
  unhandled?: 'answer' | 'error' | undefined
  /** how many exchanges are remembered for each channel; 1,000 by default */
  keepExchanges?: number | undefined
  /** writes a line for each exchange */
  log?: Logger | undefined
}

/** A LINE Platform that listens: its first channel, and what concerns all of them. */
export interface Simulator extends SimulatedChannel {
  /** the channel with this id, among several */
  channel(channelId: string): SimulatedChannel
  /** Adds a channel; what is not said is made up. */
  addChannel(options?: ChannelOptions): Promise<SimulatedChannel>
  /** Moves the clock ahead: reply tokens expire, and redeliveries that are due are sent, without waiting. */
  advance(ms: number): void
  /** Everything as at the start: people, settings, faults, the clock, what was sent. Channels and their webhook URLs stay. */
  reset(): Promise<void>
  /** Stops. @throws with `unhandled: 'error'`, when the bot has called what there is not */
  close(): Promise<void>
}

const ChannelError = createError('SIMULATOR_ERR_CHANNEL', '%s', 400)

/** A fixed clock starts here, unless it is told otherwise. */
const FIXED_START = Date.UTC(2026, 0, 1)
const FIRST_CHANNEL_ID = Number(DEFAULT_SETTINGS.channelId)

/**
 * Starts a LINE Platform on this machine: LINE's API, an API to steer it, and a chat page at `/`.
 *
 * @example
 * const line = await createSimulator({ webhook: 'http://localhost:3000/callback' })
 * const { replies } = await line.say('hello')
 * await line.close()
 * @throws Error with code `EADDRINUSE` when the port is taken
 */
export async function createSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { port = 0, dataPort, host = 'localhost', channels = [], seed, startAt, ...rest } = options
  const { replyTimeoutMs = 2_000, unhandled = 'answer', keepExchanges, log, ...first } = rest
  const clock = createClock(startAt ?? (seed === undefined ? undefined : FIXED_START))
  const peopleSeed = String(seed ?? randomCredentials().channelSecret)
  const entries: Entry[] = []

  async function start(settings: ChannelOptions): Promise<Entry> {
    const channelId = settings.channelId ?? String(FIRST_CHANNEL_ID + entries.length)
    if (entries.some(({ channel }) => channel.settings.channelId === channelId))
      throw new ChannelError(`there is a channel ${channelId} already: give each a channelId of its own`)
    const given = Object.entries(settings).filter(([, value]) => value !== undefined)
    const { webhook = '', ...rest } = checked(channelOptions, Object.fromEntries(given), 'createSimulator')
    const fixed = { channelId, ...randomCredentials(), ...rest }
    const ids = createIds(clock.now, seed === undefined ? undefined : `${seed} ${channelId}`)
    const open = async (webhookUrl: string) => {
      const people = createPeople(createIds(clock.now, `people ${peopleSeed} ${channelId}`))
      const options = { ...structuredClone(fixed), webhookUrl, clock, ids, people, keepExchanges }
      const channel = createChannel(options)
      return { channel, app: await createChannelApp({ channel, control, host, log }) }
    }
    const entry = { ...(await open(webhook)), open }
    entries.push(entry)
    return entry
  }

  const control = {
    clock,
    reset,
    channels: () => entries.map(({ channel }) => channel),
    add: async (settings: ChannelOptions) => (await start(settings)).channel
  }
  for (const each of [first, ...channels]) await start(each)

  /** Listens on a port. Returns the server and its address. */
  async function listen(port: number, lineHost?: LineHost) {
    const front = Fastify({
      serverFactory: () => createServer(createDispatch(entries, lineHost)),
      forceCloseConnections: true
    })
    await front.listen({ host, port })
    const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host
    return { front, url: `http://${name}:${(front.server.address() as AddressInfo).port}` }
  }

  const fronts = [await listen(port, dataPort === undefined ? undefined : 'api.line.me')]
  if (dataPort !== undefined) {
    try {
      fronts.push(await listen(dataPort, 'api-data.line.me'))
    } catch (error) {
      await fronts[0]?.front.close()
      throw error
    }
  }
  compileAhead()
  const urls = { url: fronts[0]?.url ?? '', dataUrl: fronts.at(-1)?.url ?? '' }

  function simulated(entry: Entry): SimulatedChannel {
    const prefix = entry === entries[0] ? '' : `/channels/${entry.channel.settings.channelId}`
    return createSimulatedChannel(entry, {
      url: `${urls.url}${prefix}`,
      dataUrl: `${urls.dataUrl}${prefix}`,
      replyTimeoutMs,
      unhandled
    })
  }

  async function reset(): Promise<void> {
    clock.reset()
    for (const entry of entries) {
      const before = { ...entry }
      Object.assign(entry, await entry.open(before.channel.settings.webhookUrl))
      before.channel.announcements.emit('reset', {})
      await before.app.close()
    }
  }

  const own = simulated(entries[0] as Entry)
  return Object.defineProperties(
    {
      channel(channelId: string): SimulatedChannel {
        const entry = entries.find(({ channel }) => channel.settings.channelId === channelId)
        if (entry) return simulated(entry)
        const known = entries.map(({ channel }) => channel.settings.channelId).join(', ')
        throw new Error(`there is no channel ${channelId}: there are ${known}`)
      },
      addChannel: async (settings: ChannelOptions = {}) => simulated(await start(settings)),
      advance: clock.advance,
      reset,
      async close(): Promise<void> {
        for (const { front } of fronts) await front.close()
        for (const { app } of entries) await app.close()
        for (const entry of entries) simulated(entry).checkUnhandled()
      }
    },
    Object.getOwnPropertyDescriptors(own) // what changes with a reset is read each time
  ) as Simulator
}
