import type { webhook } from '@line/bot-sdk'
import type { ApiBehaviour, History, SimulatedEvent } from './history.ts'
import type { Trace } from './trace.ts'

const MINUTE_MS = 60_000
/** No attempt to reply waits longer for its response. */
const ATTEMPT_MS = 5_000
const WEBHOOK_TIMEOUT_MS = 2_000
const TOKEN_LIFE_S = 900

/** How a request to LINE's API ends. */
export interface ApiCallbacks {
  /** there is a connection, and the request is written to it */
  onSent(): void
  /** returns whether the bot still waited for it */
  onResponse(status: number, body: unknown): boolean
  /** `wasSent`: LINE may have read the request */
  onBroken(wasSent: boolean): void
}

/** An event, and what LINE did about it. */
export interface EventAtLine extends SimulatedEvent {
  index: number
  id: string
  replyToken: string
  timestamp: number
  firstDeliveredAt: number
  lastDeliveredAt: number
  /** how many replies LINE accepted */
  accepted: number
  /** when, in milliseconds since the epoch */
  acceptedAt: number
  /** which process sent each request to reply that reached LINE */
  askedBy: number[]
  /** the status of each response that reached the bot, in order: not of those that came after it had given up */
  statuses: number[]
  /** the text of the reply that it accepted, or the data of its button */
  said?: string
  /** whose reply that was */
  acceptedBy?: number
  /** when a request to reply came first, in milliseconds since the epoch */
  firstAskedAt?: number
  /** … and last */
  lastAskedAt?: number
  /** which processes have run its handler, as often as they did */
  runs: number[]
  /** of a tap or an unsend: which question's */
  of?: number
  isStranger?: boolean
  data?: string
}

/** A bot, as LINE sees it: an address that answers webhooks with a status, or does not answer. */
export type WebhookTarget = (events: webhook.Event[]) => Promise<number | undefined>

/** LINE in the simulated world: sends webhooks, again and again until they get a 2xx, and keeps the rules of replies. */
export function createSimulatedLine(
  history: Pick<History, 'events' | 'deliveries' | 'redeliverAfterMs' | 'replies' | 'outage' | 'tokens'>,
  trace: Trace,
  target: WebhookTarget
) {
  const start = Date.now()
  const events = history.events.map((event, index) => eventAtLine(event, index, start))
  const replies = [...history.replies]
  const tokens = [...history.tokens]
  const issued = new Set<string>()
  const { atMs = 0, forMs = 0, kind } = history.outage ?? {}
  let begunAt = start
  /** when the first request to reply met the outage */
  let metOutageAt = Number.POSITIVE_INFINITY
  let openDeliveries = history.deliveries.length
  let wellSince = start
  let nextReply = Promise.withResolvers<void>()

  /** Sends the webhooks, each at its time from now. */
  function begin(): void {
    begunAt = Date.now()
    for (const { atMs, events: indexes } of history.deliveries) {
      setTimeout(() => deliver(indexes, false, [...history.redeliverAfterMs]), atMs)
    }
  }

  async function deliver(indexes: number[], isRedelivery: boolean, pausesMs: number[]): Promise<void> {
    trace.add('webhook', { events: indexes, isRedelivery })
    for (const event of indexes.map(at)) {
      if (event.firstDeliveredAt === Number.POSITIVE_INFINITY && event.unsentAfterMs !== undefined)
        add({ ...NO_HANDLER, handler: 'unsend', of: event.index }, event.unsentAfterMs)
      event.firstDeliveredAt = Math.min(event.firstDeliveredAt, Date.now())
      event.lastDeliveredAt = Date.now()
    }
    const timeout = Promise.withResolvers<undefined>()
    const timer = setTimeout(timeout.resolve, WEBHOOK_TIMEOUT_MS, undefined)
    const status = await Promise.race([
      target(indexes.map((i) => webhookEvent(at(i), isRedelivery))),
      timeout.promise
    ])
    clearTimeout(timer)
    trace.add('answered', { events: indexes, status: status ?? 'no answer' })
    const pauseMs = pausesMs.shift()
    if (status === 200 || pauseMs === undefined) openDeliveries--
    else setTimeout(deliver, pauseMs, indexes, true, pausesMs)
  }

  /** Something happens because of another event: it is delivered like those of the history. */
  function add(
    event: SimulatedEvent & Pick<EventAtLine, 'of' | 'isStranger' | 'data'>,
    afterMs: number
  ): void {
    openDeliveries++
    setTimeout(() => {
      const index = events.length
      events.push({ ...eventAtLine(event, index, Date.now()), ...event })
      void deliver([index], false, [...history.redeliverAfterMs])
    }, afterMs)
  }

  /** LINE's API gets a request. */
  function request(path: string, body: string, process: number, callbacks: ApiCallbacks): void {
    const isToken = path.endsWith('/token')
    const usual = (isToken ? tokens : replies).shift() ?? { kind: 'answers', afterMs: 0 }
    const behaviour = (isToken ? undefined : duringOutage()) ?? usual
    trace.add('api', { process, path: isToken ? 'token' : 'reply', ...behaviour })
    const takesMs = 'afterMs' in behaviour ? behaviour.afterMs : ATTEMPT_MS
    wellSince = Math.max(wellSince, Date.now() + Math.min(takesMs, ATTEMPT_MS))
    const event = isToken ? undefined : eventOf(body)
    if (event) {
      event.firstAskedAt ??= Date.now()
      event.lastAskedAt = Date.now()
      nextReply.resolve()
      nextReply = Promise.withResolvers()
    }
    if (behaviour.kind !== 'refused' && behaviour.kind !== 'bug') {
      event?.askedBy.push(process)
      callbacks.onSent()
    }
    const onResponse = (status: number, response: unknown) => {
      const hasArrived = callbacks.onResponse(status, response)
      if (hasArrived) event?.statuses.push(status)
      return hasArrived
    }
    treat(
      behaviour,
      { ...callbacks, onResponse },
      isToken ? issueToken : () => acceptReply(event, body, process)
    )
  }

  /** How a request to reply ends while LINE is down. */
  function duringOutage(): ApiBehaviour | undefined {
    if (Date.now() < begunAt + atMs || Date.now() >= outageEndsAt()) return
    metOutageAt = Math.min(metOutageAt, Date.now())
    if (kind === 'status') return { kind, status: 500, afterMs: 0 }
    return kind === 'silent' ? { kind, done: false } : { kind: 'refused' }
  }

  const outageEndsAt = () => begunAt + atMs + forMs

  function treat(behaviour: ApiBehaviour, callbacks: ApiCallbacks, done: () => [number, unknown]): void {
    switch (behaviour.kind) {
      case 'answers':
        setTimeout(() => callbacks.onResponse(...done()), behaviour.afterMs)
        return
      case 'status':
        setTimeout(
          () => callbacks.onResponse(behaviour.status, errorBody(behaviour.status)),
          behaviour.afterMs
        )
        return
      case 'refused':
        setTimeout(() => callbacks.onBroken(false), 0)
        return
      case 'breaks':
        setTimeout(() => {
          if (behaviour.done) done()
          callbacks.onBroken(true)
        }, behaviour.afterMs)
        return
      case 'silent':
        if (behaviour.done) done()
        return
      case 'bug':
        throw new TypeError('a bug of the bot')
    }
  }

  function eventOf(body: string): EventAtLine | undefined {
    const { replyToken } = JSON.parse(body) as { replyToken: string }
    return events.find((one) => one.replyToken === replyToken)
  }

  function acceptReply(event: EventAtLine | undefined, body: string, process: number): [number, unknown] {
    if (!event) return [400, { message: 'Invalid reply token' }]
    const isValid =
      event.accepted === 0 &&
      Date.now() <= event.lastDeliveredAt + MINUTE_MS &&
      Date.now() <= event.timestamp + 20 * MINUTE_MS
    if (!isValid) return [400, { message: 'Invalid reply token' }]
    event.accepted++
    event.acceptedAt = Date.now()
    const [{ text, template }] = JSON.parse(body).messages
    const data: string | undefined = template?.actions[0].data
    event.said = data ?? text
    event.acceptedBy = process
    trace.add('accepted', { event: event.index, said: event.said })
    if (data)
      for (const { afterMs, isStranger } of event.taps ?? [])
        add({ ...NO_HANDLER, handler: 'tap', of: event.index, data, isStranger }, afterMs)
    return [200, { sentMessages: [{ id: '1', quoteToken: 'q' }] }]
  }

  function issueToken(): [number, unknown] {
    const token = `issued-${issued.size}`
    issued.add(token)
    return [200, { token_type: 'Bearer', access_token: token, expires_in: TOKEN_LIFE_S }]
  }

  function at(index: number): EventAtLine {
    return events[index] as EventAtLine // a history's indexes are of its events
  }

  return {
    events,
    begin,
    request,
    /** Resolves when it gets the next request to reply. */
    nextReply: () => nextReply.promise,
    /** since when it has answered each request of its API at once, in milliseconds since the epoch */
    wellSince: () => wellSince,
    /** since when and until when those who ask find LINE down, in milliseconds since the epoch */
    outage: () => ({ metAt: metOutageAt, endsAt: outageEndsAt() }),
    /** whether webhooks are under way or will be sent */
    isBusy: () => openDeliveries > 0
  }
}

export type SimulatedLine = ReturnType<typeof createSimulatedLine>

const NO_HANDLER = { handlerMs: 0, ageMs: 0 }

const eventAtLine = (event: SimulatedEvent, index: number, now: number): EventAtLine => ({
  ...event,
  index,
  id: `01SIMULATED${String(index).padStart(15, '0')}`,
  replyToken: `token-${index}`,
  timestamp: now - event.ageMs,
  firstDeliveredAt: Number.POSITIVE_INFINITY,
  lastDeliveredAt: Number.NEGATIVE_INFINITY,
  accepted: 0,
  acceptedAt: Number.POSITIVE_INFINITY,
  askedBy: [],
  statuses: [],
  runs: []
})

const errorBody = (status: number) =>
  status === 400
    ? {
        message: 'The request body has 1 error(s)',
        details: [{ message: 'May not be empty', property: 'messages[0].text' }]
      }
    : { message: `status ${status}` }

function webhookEvent(
  { id, replyToken, timestamp, handler, index, isStranger, of, data }: EventAtLine,
  isRedelivery: boolean
): webhook.Event {
  const common = {
    webhookEventId: id,
    mode: handler === 'standby' ? 'standby' : 'active',
    timestamp,
    source: { type: 'user', userId: `U${(isStranger ? '1' : '0').repeat(32)}` },
    deliveryContext: { isRedelivery },
    ...(handler !== 'standby' && handler !== 'unsend' && { replyToken })
  }
  if (handler === 'tap') return { ...common, type: 'postback', postback: { data } } as webhook.Event
  if (handler === 'unsend')
    return { ...common, type: 'unsend', unsend: { messageId: String(of) } } as webhook.Event
  return { ...common, type: 'message', message: messageOf(handler, String(index)) } as webhook.Event
}

/** The kind of a message decides whose handler gets it. */
function messageOf(handler: EventAtLine['handler'], id: string) {
  if (handler === 'unsupported')
    return { type: 'location', id, title: '', address: '', latitude: 0, longitude: 0 }
  if (handler.startsWith('asks'))
    return { type: 'sticker', id, packageId: '1', stickerId: '1', quoteToken: 'q' }
  return { type: 'text', id, text: id, quoteToken: 'q' }
}
