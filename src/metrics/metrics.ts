import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import packageJson from '../../package.json' with { type: 'json' }
import type { IdentifiedEvent } from '../inbox/identify.ts'
import type { Result } from '../inbox/outcome.ts'
import type { InboxStats, Outage } from '../inbox/types.ts'
import { withTimeLimit } from '../timing/time-limit.ts'
import { type AskQuota, createQuotaCache } from './quota.ts'

/** Upper bounds in seconds. A webhook must be answered within 2 s, and a reply token is valid for 60 s. */
const BUCKETS_S = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60]
/** Limits the number of time series, because LINE adds kinds without notice. Further kinds are counted as `other`. */
const MAX_KINDS = 50
/** Prometheus gives up after 10 s. */
const STATS_TIMEOUT_MS = 2_000

/** Sources of the gauges, which are read only when the metrics are. */
export interface MetricSources {
  outage: Outage
  askQuota: AskQuota
  askStats: () => Promise<InboxStats>
}

export type Metrics = ReturnType<typeof createMetrics>

/**
 * Creates the Prometheus metrics of this process. Times are in seconds; labels have few values, none of which comes from a
 * message or a user.
 *
 * @param processName the kind of this process, e.g. `web`
 * @see https://prometheus.io/docs/practices/naming/
 */
export function createMetrics(processName: string) {
  const registry = new Registry()
  const registers = [registry]
  const kinds = new Set<string>()
  let sources: (Omit<MetricSources, 'askQuota'> & { quota: ReturnType<typeof createQuotaCache> }) | undefined
  collectDefaultMetrics({ register: registry })

  const webhooks = new Counter({
    name: 'line_bot_webhooks_total',
    help: 'Requests to the webhook URL, by the HTTP status of the response',
    labelNames: ['status'],
    registers
  })
  const events = new Counter({
    name: 'line_bot_events_total',
    help: 'Events by kind, outcome and reason, as in the log',
    labelNames: ['kind', 'outcome', 'reason'],
    registers
  })
  const handlers = new Histogram({
    name: 'line_bot_handler_duration_seconds',
    help: 'How long each handler took, without LINE’s response to its reply',
    labelNames: ['handler'],
    buckets: BUCKETS_S,
    registers
  })
  const replies = new Histogram({
    name: 'line_bot_reply_attempt_duration_seconds',
    help: 'How long LINE took to respond to an attempt to reply, by verdict: accepted, rejected, unauthorized or unavailable',
    labelNames: ['verdict'],
    buckets: BUCKETS_S,
    registers
  })
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({ name, help, labelNames, registers })
  const info = gauge('line_bot_info', 'The kind and version of this process; always 1', [
    'process',
    'version'
  ])
  info.set({ process: processName, version: packageJson.version }, 1)
  const lineUp = gauge('line_bot_line_up', '0 during an outage of LINE, otherwise 1')
  const inFlight = gauge(
    'line_bot_events_in_flight',
    'Events that this process handles, or is storing in Redis'
  )
  const queue = gauge(
    'line_bot_queue_events',
    'Events in Redis, of all processes: waiting, active, delayed (until the next attempt) or dead_letter',
    ['state']
  )
  const oldest = gauge(
    'line_bot_oldest_event_age_seconds',
    'Age of the oldest unfinished event, 0 if there is none; with Redis, of all processes'
  )
  const pushQuota = gauge(
    'line_bot_push_quota_messages',
    'How many messages the channel may push this month; absent if there is no limit'
  )
  const pushUsage = gauge(
    'line_bot_push_usage_messages',
    'How many messages the channel has pushed this month, according to LINE; updated once an hour'
  )

  /** Updates the gauges. Those that are unavailable now, e.g. without Redis, are left out. */
  async function readGauges(): Promise<void> {
    if (!sources) return
    const { outage, quota, askStats } = sources
    lineUp.set(outage.state() === 'none' ? 1 : 0)
    const { limit, used } = quota.read()
    for (const gauge of [inFlight, oldest, pushQuota, pushUsage]) gauge.remove()
    queue.reset()
    if (limit !== undefined) pushQuota.set(limit)
    if (used !== undefined) pushUsage.set(used)
    const stats = await withTimeLimit(askStats(), STATS_TIMEOUT_MS).catch(() => undefined)
    if (typeof stats !== 'object') return
    inFlight.set(stats.inFlight)
    oldest.set(stats.oldestMs / 1_000)
    for (const [state, count] of Object.entries(stats.queue ?? {})) queue.set({ state }, count)
  }

  /** Returns the label of a kind, or `other` beyond the maximum number of kinds. */
  function labelOf(kind: string): string {
    if (kinds.size < MAX_KINDS) kinds.add(kind)
    return kinds.has(kind) ? kind : 'other'
  }

  return {
    contentType: registry.contentType,

    /** Resolves with all metrics in Prometheus's text format. */
    async read(): Promise<string> {
      await readGauges()
      return registry.metrics()
    },

    /** Sets the sources of the numbers that are not counted here. */
    readFrom({ askQuota, ...others }: MetricSources): void {
      sources = { ...others, quota: createQuotaCache(askQuota) }
    },

    webhookAnswered: (status: number) => webhooks.inc({ status }),
    handlerEnded: (handler: string, ms: number) => handlers.observe({ handler }, ms / 1_000),
    replyAttempted: (verdict: string, ms: number) => replies.observe({ verdict }, ms / 1_000),
    eventEnded({ kind }: Pick<IdentifiedEvent, 'kind'>, result: Result): void {
      const reason = 'reason' in result ? result.reason : ''
      events.inc({ kind: labelOf(kind), outcome: result.outcome, reason })
    }
  }
}
