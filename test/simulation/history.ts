import fc from 'fast-check'

/**
 * What the bot's author wrote for an event's kind. `asks` and `asks-throws` are in `slow(…)`; LINE adds events to those of
 * a history: the `tap` of a button, and the `unsend` of a question.
 */
export type HandlerBehaviour =
  | 'replies'
  | 'silent'
  | 'throws'
  | 'slow'
  | 'unsupported'
  | 'standby'
  | 'asks'
  | 'asks-throws'
  | 'tap'
  | 'unsend'

/** Somebody taps a button: in the chat of the question, or a stranger who knows what the button sends. */
export interface SimulatedTap {
  /** after LINE has accepted the button */
  afterMs: number
  isStranger: boolean
}

/** How LINE's API treats one request. Requests are treated in the order in which they are sent. */
export type ApiBehaviour =
  /** answers as LINE does, after a while */
  | { kind: 'answers'; afterMs: number }
  /** answers with this status, and does nothing */
  | { kind: 'status'; status: 400 | 401 | 403 | 408 | 429 | 500 | 503; afterMs: number }
  /** the connection is refused: nothing was sent */
  | { kind: 'refused' }
  /** the connection breaks before LINE has read the request, or after LINE has done what it asks for */
  | { kind: 'breaks'; done: boolean; afterMs: number }
  /** no response, ever; LINE has done what was asked for, or not */
  | { kind: 'silent'; done: boolean }
  /** our own code throws while it sends the request: a bug */
  | { kind: 'bug' }

/** For a while, all requests to reply end in the same way. */
export interface LineOutage {
  atMs: number
  forMs: number
  kind: 'status' | 'silent' | 'refused'
}

export interface SimulatedEvent {
  handler: HandlerBehaviour
  /** how long the handler takes, when it is slow */
  handlerMs: number
  /** how old the event is when it is delivered first */
  ageMs: number
  /** of each button that the question gets */
  taps?: SimulatedTap[]
  /** the user unsends the question, so long after its first delivery */
  unsentAfterMs?: number | undefined
}

export interface SimulatedDelivery {
  atMs: number
  /** indexes of the history's events */
  events: number[]
}

/** A process ends: killed at once, or stopped with grace; and another one starts. */
export interface ProcessEnd {
  atMs: number
  kind: 'killed' | 'stopped'
  restartsAfterMs: number
}

/** One history of a bot and its world. Everything that happens follows from it. */
export interface History {
  /** of the jitter in backoffs */
  seed: number
  /** the bot issues its own access tokens */
  issuesTokens: boolean
  /** how long `slow(…)` waits before it sends a button; 20 seconds by default */
  patienceMs?: number
  events: SimulatedEvent[]
  deliveries: SimulatedDelivery[]
  /** after which pauses LINE delivers again what did not get a 2xx; empty: redelivery is off */
  redeliverAfterMs: number[]
  replies: ApiBehaviour[]
  outage?: LineOutage | undefined
  tokens: ApiBehaviour[]
  ends: ProcessEnd[]
}

const latency = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 300 }) },
  { weight: 1, arbitrary: fc.integer({ min: 300, max: 20_000 }) }
)

export const apiBehaviour: fc.Arbitrary<ApiBehaviour> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('answers' as const), afterMs: latency }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('status' as const),
      status: fc.constantFrom(400 as const, 401, 403, 408, 429, 500, 503),
      afterMs: latency
    })
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'refused' as const }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('breaks' as const), done: fc.boolean(), afterMs: latency })
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('silent' as const), done: fc.boolean() }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'bug' as const }) }
)

const MINUTE_MS = 60_000

const ordinaryEvent: fc.Arbitrary<SimulatedEvent> = fc.record({
  handler: fc.oneof(
    { weight: 8, arbitrary: fc.constant('replies' as const) },
    {
      weight: 2,
      arbitrary: fc.constantFrom<HandlerBehaviour>('silent', 'throws', 'slow', 'unsupported', 'standby')
    }
  ),
  handlerMs: fc.integer({ min: 0, max: MINUTE_MS }),
  ageMs: fc.oneof(
    { weight: 5, arbitrary: fc.integer({ min: 0, max: 1_000 }) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 22 * MINUTE_MS }) }
  )
})

export const moment = (max: number) => fc.integer({ min: 0, max })

/** A question that takes up to two and a half minutes, which is longer than it is waited for. */
export const question: fc.Arbitrary<SimulatedEvent> = fc.record({
  handler: fc.oneof(
    { weight: 4, arbitrary: fc.constant('asks' as const) },
    { weight: 1, arbitrary: fc.constant('asks-throws' as const) }
  ),
  handlerMs: fc.oneof(moment(3_000), moment(30_000), moment(150_000)),
  ageMs: moment(1_000),
  taps: fc.array(
    fc.record({
      afterMs: fc.oneof(moment(1_000), moment(20_000), moment(150_000)),
      isStranger: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, fc.constant(true))
    }),
    { maxLength: 3 }
  ),
  unsentAfterMs: fc.option(moment(60_000), { nil: undefined, freq: 2 })
})

export const simulatedEvent = fc.oneof(
  { weight: 2, arbitrary: ordinaryEvent },
  { weight: 1, arbitrary: question }
)

export const patienceMs = fc.constantFrom(0, 5_000, 20_000)

/** In some histories, LINE is down for a while; in some of them for longer than a reply token is valid. */
export const lineOutage = fc.option(
  fc.record({
    atMs: fc.integer({ min: 0, max: 3_000 }),
    forMs: fc.oneof(
      { weight: 2, arbitrary: fc.integer({ min: 0, max: 20_000 }) },
      { weight: 1, arbitrary: fc.integer({ min: 20_000, max: 90_000 }) }
    ),
    kind: fc.constantFrom('status' as const, 'silent', 'refused')
  }),
  { nil: undefined, freq: 2 }
)

/** Close together, so that copies, retries and ends of processes meet each other. */
const anyMoment = fc.oneof(
  { weight: 4, arbitrary: moment(400) },
  { weight: 2, arbitrary: moment(5_000) },
  { weight: 1, arbitrary: moment(90_000) }
)

/** LINE does not say when it redelivers: an event may come again for as long as its reply token is valid, 20 minutes. */
const redeliveryPauses = fc
  .tuple(
    fc.array(anyMoment, { maxLength: 3 }),
    fc.oneof(
      { weight: 3, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.tuple(moment(20 * MINUTE_MS)) }
    )
  )
  .map((pauses): number[] => pauses.flat())

/** All histories that are tried. fast-check makes each from a seed, and finds a small one that fails as well. */
export const history: fc.Arbitrary<History> = fc
  .array(simulatedEvent, { minLength: 1, maxLength: 4 })
  .chain((events) =>
    fc.record({
      seed: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
      issuesTokens: fc.boolean(),
      patienceMs,
      events: fc.constant(events),
      deliveries: fc.array(
        fc.record({
          atMs: anyMoment,
          events: fc.array(fc.integer({ min: 0, max: events.length - 1 }), { minLength: 1, maxLength: 4 })
        }),
        { minLength: 1, maxLength: 4 }
      ),
      redeliverAfterMs: redeliveryPauses,
      replies: fc.array(apiBehaviour, { maxLength: 8 }),
      outage: lineOutage,
      tokens: fc.array(apiBehaviour, { maxLength: 4 }),
      ends: fc.array(
        fc.record({
          atMs: anyMoment,
          kind: fc.constantFrom('killed' as const, 'stopped' as const),
          restartsAfterMs: fc.integer({ min: 0, max: 3_000 })
        }),
        { maxLength: 2 }
      )
    })
  )
