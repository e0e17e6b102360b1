import { parseArgs, styleText } from 'node:util'
import { readConfig } from '../config/config.ts'
import { loadDotEnv } from '../config/dot-env.ts'
import { identify } from '../inbox/identify.ts'
import { type EventQueue, openQueue, retryFailed, type StoredEvent } from '../inbox/redis/queue.ts'
import { withRedis } from './redis.ts'

const HELP = `Lists the events that failed in the last 24 hours and are kept in Redis, newest first.

    npm run failed-events
    npm run failed-events -- --retry

  --retry  puts them back into the queue, so that the running processes retry them
  --help   prints this

The column "attempts" is how often the bot tried to handle the event. (In the log, "tries" is how many
requests to LINE one attempt made.)`

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
    if (events.length === 0) console.log(await noneFailed(queue))
    else console.table(events.map(row))
    if (values.retry && events.length > 0) await retryAll(queue, events)
  })
}

/** Explains an empty list: retried events are not in it until they fail again. */
async function noneFailed(queue: EventQueue): Promise<string> {
  const unfinished = await queue.getJobCountByTypes('wait', 'active', 'delayed')
  if (unfinished === 0) return 'No event failed in the last 24 hours.'
  return `No failed events are left. Waiting or being handled: ${unfinished}; the log of the bot shows their outcomes.`
}

async function retryAll(queue: EventQueue, events: FailedEvent[]): Promise<void> {
  let retried = 0
  for (const { jobId, delivery } of events) {
    if (await retryFailed(queue, jobId, { ...delivery, receivedAt: Date.now() })) retried++
  }
  console.log(`${retried} queued for a retry: the log of the bot shows their outcomes.`)
}

/** A dead letter: an event that failed until its reply token expired, or that no process handled in time. */
interface FailedEvent extends StoredEvent {
  jobId: string
  reason: string
  /** how often the bot tried to handle it */
  attempts: number
  /** in milliseconds since the epoch */
  failedAt: number
}

/** Returns the dead letters, newest first. */
async function failedEvents(queue: EventQueue): Promise<FailedEvent[]> {
  const jobs = await queue.getFailed()
  return jobs.map(({ id, data, failedReason, attemptsMade, finishedOn }) => ({
    ...data,
    jobId: String(id),
    reason: failedReason,
    attempts: attemptsMade,
    failedAt: finishedOn ?? 0
  }))
}

/** Returns the table row of an event, without its content. */
function row({ event, failedAt, reason, attempts }: FailedEvent) {
  const at = new Date(failedAt).toISOString()
  const { id: webhookEventId, kind } = identify(event)
  return { 'failed at': at, webhookEventId, kind, reason, attempts }
}
