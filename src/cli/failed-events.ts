import { parseArgs, styleText } from 'node:util'
import { readConfig } from '../config/config.ts'
import { loadDotEnv } from '../config/dot-env.ts'
import { identify } from '../inbox/identify.ts'
import { withRedis } from '../inbox/redis/command.ts'
import {
  type EventQueue,
  type FailedEvent,
  failedEvents,
  openQueue,
  retryFailed
} from '../inbox/redis/queue.ts'

const HELP = `Lists the events in Redis whose replies failed for good, newest first.

    npm run failed-events [-- --retry]

  --retry  queues them again, for the running processes to handle`

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
  const { REDIS_URL: url, REDIS_TLS_REJECT_UNAUTHORIZED: rejectUnauthorized } = readConfig(process.env)
  if (!url) throw new Error('REDIS_URL is not set: only Redis keeps failed events.')
  await withRedis({ url, rejectUnauthorized }, async (connection) => {
    const queue = openQueue(connection)
    const events = await failedEvents(queue)
    if (events.length === 0) console.log('No event failed in the last 24 hours.')
    else console.table(events.map(row))
    if (values.retry && events.length > 0) await retryAll(queue, events)
  })
}

async function retryAll(queue: EventQueue, events: FailedEvent[]): Promise<void> {
  let retried = 0
  for (const { jobId, delivery } of events) {
    if (await retryFailed(queue, jobId, { ...delivery, receivedAt: Date.now() })) retried++
  }
  console.log(`${retried} queued again: the log of the bot shows their outcomes.`)
}

/** What a terminal shows of an event, without its content. */
function row({ event, failedAt, reason, tries }: FailedEvent) {
  const at = new Date(failedAt).toISOString()
  const { id: webhookEventId, kind } = identify(event)
  return { 'failed at': at, webhookEventId, kind, reason, tries }
}
