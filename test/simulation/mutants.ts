/** A change to the bot's code that breaks one of its promises: the simulation must find out. */
export interface Mutant {
  name: string
  /** what is broken, for people */
  breaks: string
  /** below `src` */
  file: string
  /** what the file has, once */
  code: string
  becomes: string
}

export const MUTANTS: Mutant[] = [
  {
    name: 'claim',
    breaks: 'an event that is being processed is not claimed: its copies are processed beside it',
    file: 'inbox/memory.ts',
    code: 'processing.set(id, { attempt, result, whenInHand })',
    becomes: ''
  },
  {
    name: 'settled',
    breaks: 'settled events are not remembered',
    file: 'inbox/memory.ts',
    code: 'settled.add(id)',
    becomes: 'id'
  },
  {
    name: 'failed-is-settled',
    breaks: 'failed events are remembered as settled',
    file: 'inbox/memory.ts',
    code: "if (result.outcome !== 'failed') settled.add(id)",
    becomes: 'settled.add(id); if (false) id'
  },
  {
    name: 'may-have-been-delivered',
    breaks: 'an attempt without a response counts as not delivered',
    file: 'line/http-client.ts',
    code: 'const mayHaveBeenDelivered = connection !== undefined',
    becomes: 'const mayHaveBeenDelivered = false'
  },
  {
    name: 'may-have-been-delivered-timeout',
    breaks: 'an attempt that timed out counts as not delivered',
    file: 'line/http-client.ts',
    code: "'no answer in time', connection !== undefined",
    becomes: "'no answer in time', false"
  },
  {
    name: 'perhaps-delivered',
    breaks: 'what a failed event’s attempts may have done is forgotten before its redelivery',
    file: 'inbox/memory.ts',
    code: 'perhapsDelivered.add(id)',
    becomes: 'id'
  },
  {
    name: 'count-down',
    breaks: 'an event that failed by a bug stays counted as in flight',
    file: 'inbox/memory.ts',
    code: 'inFlight.remove(1, bytes)',
    becomes: "if (!('err' in result)) inFlight.remove(1, bytes)"
  },
  {
    name: 'internal',
    breaks: 'a bug of the bot is thrown at the webhook instead of settling its event',
    file: 'inbox/memory.ts',
    code: '.catch(internalFailure)',
    becomes: ''
  },
  {
    name: 'early-answer',
    breaks: 'a webhook gets 200 when its events are not settled in time',
    file: 'webhook/delivery-status.ts',
    code: 'if (ended === TIMED_OUT || ended',
    becomes: 'if (ended === TIMED_OUT) return { status: 200 }; if (ended'
  },
  {
    name: 'drain',
    breaks: 'a stop does not wait for the events in flight',
    file: 'bot.ts',
    code: 'await inbox.drain(DRAIN_TIMEOUT_MS)',
    becomes: 'await inbox.drain(0)'
  },
  {
    name: 'deadline',
    breaks: 'a reply is tried for as long as LINE does not respond',
    file: 'inbox/deadline.ts',
    code: 'AFTER_DELIVERY_MS = 50 * SECOND_MS',
    becomes: 'AFTER_DELIVERY_MS = 500 * SECOND_MS'
  },
  {
    name: 'attempt-timeout',
    breaks: 'an attempt waits for its response for ever',
    file: 'line/reply-client.ts',
    code: 'timeoutMs: attemptTimeoutMs, deadline,',
    becomes: 'timeoutMs: 60_000, deadline,'
  },
  {
    name: 'renewed-deadline',
    breaks: 'an event that LINE delivers again while it is tried keeps the deadline of its first delivery',
    file: 'inbox/memory.ts',
    code: 'original.attempt.deadline = deadline',
    becomes: ''
  },
  {
    name: 'remember-for',
    breaks: 'settled events are forgotten while their reply tokens may still be valid',
    file: 'inbox/deadline.ts',
    code: 'REMEMBER_FOR_MS = REPLY_TOKEN_LIFETIME_MS + 10 * MINUTE_MS',
    becomes: 'REMEMBER_FOR_MS = 3 * MINUTE_MS'
  },
  {
    name: 'slow-in-hand',
    breaks: 'a question is in hand as soon as its handler is at work',
    file: 'inbox/memory.ts',
    code: 'delivery.receivedAt + IN_HAND_AFTER_MS - Date.now()',
    becomes: '0'
  },
  {
    name: 'slow-chat',
    breaks: 'an answer is kept by its chat, and not by its question',
    file: 'inbox/slow/slow-answers.ts',
    code: '? messageId : id',
    becomes: '? chatOf(event) : id'
  },
  {
    name: 'slow-stranger',
    breaks: 'a button works in every chat',
    file: 'inbox/slow/slow-answers.ts',
    code: 'kept.chat !== chatOf(event)',
    becomes: 'false'
  },
  {
    name: 'slow-failure',
    breaks: 'the fact that a question has no answer is not stored',
    file: 'inbox/slow/slow-answers.ts',
    code: "if (result.reason === 'withdrawn' || result.reason === 'abandoned') return",
    becomes: 'if (result.reason) return'
  },
  {
    name: 'slow-unsent',
    breaks: 'an answer is kept although its question is unsent',
    file: 'inbox/slow/slow-answers.ts',
    code: '(await answers.remove(messageId)) ?? run?.question',
    becomes: 'run?.question'
  },
  {
    name: 'slow-delivered',
    breaks: 'two taps at a time both get the answer',
    file: 'inbox/slow/kept-answers.ts',
    code: 'if (performance.now() - claimedAt < AGAIN_AFTER_MS) return false',
    becomes: ''
  }
]

/** What is broken of the Redis inbox: the histories with a real Redis must find out. */
export const REDIS_MUTANTS: Mutant[] = [
  {
    name: 'redis-claim',
    breaks: 'of several copies of an event, each counts as the first',
    file: 'inbox/redis/claims.ts',
    code: 'return added === 1',
    becomes: 'return true'
  },
  {
    name: 'redis-settle',
    breaks: 'that an event is settled is not remembered in Redis',
    file: 'inbox/redis/worker.ts',
    code: 'const settling = claims.settle(identified)',
    becomes: 'const settling = Promise.resolve()'
  },
  {
    name: 'redis-claimed-only',
    breaks: 'an event that was claimed, and whose process did not live to store it, counts as stored',
    file: 'inbox/redis/inbox.ts',
    code: '(await claims.isSettled(known)) ? DUPLICATE',
    becomes: 'true ? DUPLICATE'
  },
  {
    name: 'redis-may-have-been-delivered',
    breaks: 'what an attempt without a response may have done is not kept with its event in Redis',
    file: 'inbox/redis/worker.ts',
    code: '...job.data, mayHaveBeenDelivered: true }',
    becomes: '...job.data }'
  },
  {
    name: 'redis-interrupted',
    breaks: 'an event whose process died before settling it counts as never attempted',
    file: 'inbox/redis/earlier-attempts.ts',
    code: 'attemptsStarted > attemptsMade + 1',
    becomes: 'attemptsStarted < 0'
  },
  {
    name: 'redis-early-answer',
    breaks: 'a webhook gets 200 although Redis did not confirm that its events are stored',
    file: 'inbox/redis/inbox.ts',
    code: 'events.map(() => NOT_STORED)',
    becomes: 'events.map(() => STORED)'
  },
  {
    name: 'redis-taken-over',
    breaks: 'an event whose process dies is given up',
    file: 'inbox/redis/worker.ts',
    code: 'maxStalledCount: Number.MAX_SAFE_INTEGER',
    becomes: 'maxStalledCount: 0'
  },
  {
    name: 'redis-redelivered',
    breaks: 'an event that LINE delivers again keeps the deadline of its first delivery',
    file: 'inbox/redis/inbox.ts',
    code: 'await claims.noteRedelivery(known, delivery.receivedAt)',
    becomes: ''
  },
  {
    name: 'redis-outage',
    breaks: 'a webhook gets 200 for events that are stored, also while LINE is down',
    file: 'inbox/redis/inbox.ts',
    code: "if (outage.state() === 'none') return result",
    becomes: 'return result'
  },
  {
    name: 'redis-shared-outage',
    breaks: 'a process does not learn from another one that LINE is down',
    file: 'redis/shared-outage.ts',
    code: 'told === null ? undefined :',
    becomes: 'told !== null ? undefined :'
  },
  {
    name: 'redis-slow-record',
    breaks: 'a button is sent before other processes can know its answer',
    file: 'inbox/slow/slow-answers.ts',
    code: 'slow.answers.expect(id, run.question, options.giveUpAfterMs + options.keepForMs)',
    becomes: 'Promise.resolve()'
  },
  {
    name: 'redis-slow-work-until',
    breaks: 'a question that has its button is forgotten when its process dies',
    file: 'inbox/redis/worker.ts',
    code: 'if (work) await job.updateData({ ...job.data, workUntil: work.until })',
    becomes: 'if (work) await job.updateData(job.data)'
  },
  {
    name: 'redis-slow-resumed',
    breaks: 'a question that has its button gets another one when its process dies',
    file: 'inbox/redis/worker.ts',
    code: 'resumeUntil: workUntil',
    becomes: 'resumeUntil: undefined'
  },
  {
    name: 'redis-slow-unsent',
    breaks: 'an answer is kept although its question was unsent while another process worked at it',
    file: 'inbox/redis/kept-answers.ts',
    code: 'results?.at(-1)?.[1] === 1',
    becomes: 'false'
  }
]
