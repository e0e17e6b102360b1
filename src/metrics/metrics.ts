import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import packageJson from '../../package.json' with { type: 'json' }
import type { IdentifiedEvent } from '../inbox/identify.ts'
import type { Result } from '../inbox/outcome.ts'
import type { InboxStats, Outage } from '../inbox/types.ts'
import { withTimeLimit } from '../timing/time-limit.ts'
import { type AskQuota, createQuotaCache } from './quota.ts'

/** Upper bounds in seconds. A webhook must be answered within 2, and a reply token is good for a minute. */
const BUCKETS_S = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60]
/** LINE adds kinds without notice. So many are told apart; each one is a time series. */
const MAX_KINDS = 50
/** Prometheus gives up after 10 seconds. */
const STATS_TIMEOUT_MS = 2_000

/** What is looked at only when somebody reads the metrics. */
export interface MetricSources {
  outage: Outage
  askQuota: AskQuota
  askStats: () => Promise<InboxStats>
}

export type Metrics = ReturnType<typeof createMetrics>

/**
 * Counts what happens in this process, for Prometheus: seconds, and labels with few values, none of which is from a
 * message or a user.
 *
 * @param processName what this process is, e.g. `web`
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
    help: 'Requests to the webhook URL, by the HTTP status of the answer',
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
    help: 'How long each handler took, LINE’s answer to its reply not included',
    labelNames: ['handler'],
    buckets: BUCKETS_S,
    registers
  })
  const replies = new Histogram({
    name: 'line_bot_reply_attempt_duration_seconds',
    help: 'How long LINE took for an attempt to reply, by its verdict: accepted, rejected, unauthorized or unavailable',
    labelNames: ['verdict'],
    buckets: BUCKETS_S,
    registers
  })
  const info = new Gauge({
    name: 'line_bot_info',
    help: 'Which process this is, and of which version; always 1',
    labelNames: ['process', 'version'],
    registers
  })
  info.set({ process: processName, version: packageJson.version }, 1)
  const lineUp = new Gauge({
    name: 'line_bot_line_up',
    help: '1 if LINE answered the last attempt to reply, 0 if it did not',
    registers
  })
  const inFlight = new Gauge({
    name: 'line_bot_events_in_flight',
    help: 'Events that this process handles, or is storing in Redis',
    registers
  })
  const queue = new Gauge({
    name: 'line_bot_queue_events',
    help: 'Events in Redis, of all processes: waiting, active, delayed (waiting for another attempt) or dead_letter',
    labelNames: ['state'],
    registers
  })
  const oldest = new Gauge({
    name: 'line_bot_oldest_event_age_seconds',
    help: 'How long ago the webhook of the oldest event arrived that has not ended, 0 without one; with Redis, of all processes',
    registers
  })
  const pushQuota = new Gauge({
    name: 'line_bot_push_quota_messages',
    help: 'How many messages the channel may push this month; absent where there is no limit',
    registers
  })
  const pushUsage = new Gauge({
    name: 'line_bot_push_usage_messages',
    help: 'How many messages the channel has pushed this month, asked of LINE once an hour',
    registers
  })

  /** Reads what is known only when somebody asks. What cannot be known now, e.g. without Redis, is left out. */
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
    if (stats.oldestMs !== undefined) oldest.set(stats.oldestMs / 1_000)
    for (const [state, count] of Object.entries(stats.queue ?? {})) queue.set({ state }, count)
  }

  /** A kind's label: not more of them than are told apart. */
  function labelOf(kind: string): string {
    if (kinds.size < MAX_KINDS) kinds.add(kind)
    return kinds.has(kind) ? kind : 'other'
  }

  return {
    contentType: registry.contentType,

    /** All metrics in Prometheus's text format. */
    async read(): Promise<string> {
      await readGauges()
      return registry.metrics()
    },

    /** Says where the numbers come from that are not counted here. */
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
