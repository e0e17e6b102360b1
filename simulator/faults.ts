import type { FromSchema } from 'json-schema-to-ts'

/** How LINE misbehaves: what `PUT /simulator/faults` takes. */
export const fault = {
  type: 'object',
  additionalProperties: false,
  properties: {
    api: {
      type: 'string',
      enum: ['reply', 'token'],
      description:
        'which API misbehaves: the one that replies, as by default, or the one that issues access tokens'
    },
    latencyMs: {
      type: 'integer',
      minimum: 0,
      maximum: 600_000,
      description: 'LINE takes so much longer, in milliseconds'
    },
    status: {
      type: 'integer',
      minimum: 300,
      maximum: 599,
      description: 'answers so, without doing anything'
    },
    message: { type: 'string', description: 'LINE’s words beside the status' },
    drop: {
      type: 'string',
      enum: ['before', 'after'],
      description:
        'ends the connection without an answer, before or after the reply was accepted or the token issued'
    },
    times: {
      type: 'integer',
      minimum: 1,
      description: 'for so many calls; by default until it is cleared'
    },
    replyToken: { type: 'string', description: 'only for calls with this reply token' }
  }
} as const

export type Fault = FromSchema<typeof fault>

export function createFaults() {
  let faults: Fault[] = []

  return {
    list: (): Fault[] => faults,
    /** One fault and no other. */
    set(wanted: Fault): void {
      faults = [{ ...wanted }]
    },
    /** Faults beside those that are there: a call takes the first one for its reply token, else the first for any. */
    add(...wanted: Fault[]): void {
      faults.push(...wanted.map((one) => ({ ...one })))
    },
    clear(): void {
      faults = []
    },
    /** The fault for the next call of an API, which counts as one of its times. */
    take(api: Fault['api'], replyToken?: unknown): Fault | undefined {
      if (faults.length === 0) return
      const ofApi = faults.filter((one) => (one.api ?? 'reply') === api)
      const found =
        ofApi.find((one) => one.replyToken !== undefined && one.replyToken === replyToken) ??
        ofApi.find((one) => one.replyToken === undefined)
      if (found?.times !== undefined && --found.times === 0) faults = faults.filter((one) => one !== found)
      return found
    }
  }
}
