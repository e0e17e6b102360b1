import { parseArgs, styleText } from 'node:util'
import type { Redis } from 'ioredis'
import { readConfig } from '../config/config.ts'
import { loadDotEnv } from '../config/dot-env.ts'
import { identify } from '../inbox/identify.ts'
import {
  type EventQueue,
  type FailedEvent,
  failedEvents,
  openQueue,
  retryFailed
} from '../inbox/redis/queue.ts'
import { withRedis } from './redis.ts'

const HELP = `Lists the events that Redis keeps because no reply to them got through, newest first.

    npm run failed-events [-- --retry]

  --retry  has the running processes handle them once more`

try {
  await run()
} catch (error) {
  console.error(styleText('red', (error as Error).message, { stream: process.stderr }))
  process.exitCode = 1
}

async function run(): Promise<void> {
  const { values } = parseArgs({
    options: { retry: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h' } }
  })
  if (values.help) return console.log(HELP)
  loadDotEnv()
  const config = readConfig(process.env)
  if (!config.REDIS_URL) throw new Error('REDIS_URL is not set: only Redis keeps failed events.')
  await withRedis(config.REDIS_URL, config, async (connection) => {
    const queue = openQueue(connection)
    const events = await failedEvents(queue)
    console.log(events.length === 0 ? 'No event failed in the last 24 hours.' : table(events))
    if (values.retry) await retryAll({ queue, connection }, events)
  })
}

async function retryAll(
  redis: { queue: EventQueue; connection: Redis },
  events: FailedEvent[]
): Promise<void> {
  let retried = 0
  for (const { jobId, delivery } of events) {
    if (await retryFailed(redis.queue, jobId, { ...delivery, receivedAt: Date.now() })) retried++
  }
  console.log(`${retried} handed over once more: the log of the bot says what becomes of them.`)
}

/** Columns for people; nothing of what a user wrote. */
function table(events: FailedEvent[]): string {
  const rows = events.map(({ event, failedAt, reason, tries }) => {
    const { id, kind } = identify(event)
    return [new Date(failedAt).toISOString(), id, kind, reason, String(tries)]
  })
  const head = ['failed at', 'webhookEventId', 'kind', 'reason', 'tries']
  const widths = head.map((title, i) =>
    Math.max(title.length, ...rows.map((row) => (row[i] as string).length))
  )
  return [head, ...rows]
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i] as number))
        .join('  ')
        .trimEnd()
    )
    .join('\n')
}
