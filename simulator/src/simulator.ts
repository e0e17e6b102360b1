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

/** How a channel starts: its webhook URL, its credentials and every setting. The README lists the settings. */
export interface ChannelOptions extends Partial<Omit<Settings, 'webhookUrl'>> {
  /** the bot's webhook URL, e.g. `http://localhost:3000/callback`; without it, no webhook is sent */
  webhook?: string | undefined
}

export interface SimulatorOptions extends ChannelOptions {
  /** the port; a free one by default */
  port?: number | undefined
  /**
   * a second port, for `api-data.line.me`. `port` is then for `api.line.me` alone, and each has only its own operations,
   * as at LINE. By default, `port` is for both
   */
  dataPort?: number | undefined
  /** the address to listen on: `localhost` by default; `0.0.0.0` for a bot in a container */
  host?: string | undefined
  /** additional channels, each with its own webhook URL and credentials */
  channels?: ChannelOptions[]
  /** makes every run the same: ids follow from it, and the clock stands still between events. By default ids are random */
  seed?: string | number | undefined
  /** starts the clock at this time, in milliseconds since the epoch. It then moves only with each event and by `advance` */
  startAt?: number | undefined
  /** how long `say` and `send` wait for a reply after the bot has answered the webhook, in milliseconds; 2,000 by default */
  replyTimeoutMs?: number | undefined
  /**
   * `error`: after a call of an operation that LINE or the simulator does not have, the next `say`, `send` or `close` throws.
   * By default the call only gets LINE's 404, or 501
   */
  unhandled?: 'answer' | 'error' | undefined
  /** how many webhooks and calls each channel remembers; 1,000 by default */
  keepExchanges?: number | undefined
  /** a pino logger, which gets a line for each webhook and call */
  log?: Logger | undefined
}

/** A simulated LINE Platform that listens: its first channel, and what concerns all channels. */
export interface Simulator extends SimulatedChannel {
  /**
   * Returns the channel with this id.
   *
   * @example const { replies } = await line.channel('2000000002').say('hello')
   * @throws Error when there is no such channel
   */
  channel(channelId: string): SimulatedChannel
  /**
   * Adds a channel. Its id and credentials are made up unless they are given.
   *
   * @example const second = await line.addChannel({ webhook: 'http://localhost:3000/second' })
   * @throws Error with code `SIMULATOR_ERR_CHANNEL` when there is a channel with this id
   */
  addChannel(options?: ChannelOptions): Promise<SimulatedChannel>
  /**
   * Moves the clock ahead by milliseconds, without waiting. Reply tokens expire, and redeliveries that become due are sent.
   *
   * @example line.advance(61_000) // one minute after a webhook, its reply tokens have expired
   */
  advance(ms: number): void
  /**
   * Restores people, settings, faults and the clock, and forgets all webhooks and calls. Channels and webhook URLs stay.
   *
   * @example beforeEach(() => line.reset())
   */
  reset(): Promise<void>
  /**
   * Stops listening.
   *
   * @example after(() => line.close())
   * @throws Error with `unhandled: 'error'`, when the bot has called an operation that does not exist
   */
  close(): Promise<void>
}

const ChannelError = createError('SIMULATOR_ERR_CHANNEL', '%s', 400)

/** A fixed clock starts here by default. */
const FIXED_START = Date.UTC(2026, 0, 1)
const FIRST_CHANNEL_ID = Number(DEFAULT_SETTINGS.channelId)

/**
 * Starts a simulated LINE Platform on this machine: LINE's API, a control API, and a chat page at `/`.
 *
 * @example
 * const line = await createSimulator({ webhook: 'http://localhost:3000/callback', seed: 1 })
 * const { delivery, replies } = await line.say('hello')
 * console.log(delivery.status, replies)
 * await line.close()
 * @throws Error with code `EADDRINUSE` when the port is taken, `SIMULATOR_ERR_CHANNEL` when two channels have one id, and
 *   without a code when an option is wrong
 * @see https://developers.line.biz/en/reference/messaging-api/
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
      throw new ChannelError(`channel ${channelId} already exists: give each channel its own channelId`)
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
        throw new Error(`unknown channel ${channelId}: the channels are ${known}`)
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
    Object.getOwnPropertyDescriptors(own) // keeps the getters, whose values change with a reset
  ) as Simulator
}
