import { type Static, Type } from 'typebox'
import { OPERATION_IDS, type OperationId } from '../openapi/operations.ts'

export const operationId = Type.Enum(OPERATION_IDS, {
  type: 'string',
  description:
    'operation that fails, by its name in LINE’s OpenAPI files, e.g. pushMessage; replyMessage by default'
})

/** A simulated failure of LINE: the body of `PUT /simulator/faults`. */
export const fault = Type.Object(
  {
    operation: Type.Optional(operationId),
    api: Type.Optional(
      Type.Enum(['reply', 'token'], {
        type: 'string',
        description: 'reply: replyMessage; token: all operations that issue access tokens'
      })
    ),
    latencyMs: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 600_000,
        description: 'delay of the response, in milliseconds'
      })
    ),
    status: Type.Optional(
      Type.Integer({
        minimum: 300,
        maximum: 599,
        description: 'responds with this status, without processing the call'
      })
    ),
    message: Type.Optional(Type.String({ description: 'error message in the response' })),
    drop: Type.Optional(
      Type.Enum(['before', 'after'], {
        type: 'string',
        description: 'closes the connection without a response, before or after the call is accepted'
      })
    ),
    times: Type.Optional(
      Type.Integer({
        minimum: 1,
        description: 'number of calls that fail; by default, until the fault is cleared'
      })
    ),
    replyToken: Type.Optional(Type.String({ description: 'only for calls with this reply token' }))
  },
  { additionalProperties: false }
)

export type Fault = Static<typeof fault>
export type Faults = ReturnType<typeof createFaults>

const ISSUING: OperationId[] = ['issueStatelessChannelToken', 'issueChannelToken', 'issueChannelTokenByJWT']

function isFor(operation: OperationId, { api, operation: wanted }: Fault): boolean {
  if (wanted) return wanted === operation
  return api === 'token' ? ISSUING.includes(operation) : operation === 'replyMessage'
}

/** @param changed is called after each change of the faults */
export function createFaults(changed: () => void) {
  let faults: Fault[] = []

  function become(those: Fault[]): void {
    faults = those
    changed()
  }

  return {
    /**
     * Returns the faults that are set.
     *
     * @example const isWorking = line.faults.list().length === 0
     */
    list: (): Fault[] => faults,
    /**
     * Replaces all faults by this one.
     *
     * @example line.faults.set({ latencyMs: 3_000 }) // every reply takes 3 seconds longer
     */
    set: (wanted: Fault): void => become([{ ...wanted }]),
    /**
     * Adds faults to those that are set. A call gets the first fault for its reply token, otherwise the first for any.
     *
     * @example line.faults.add({ status: 429, times: 1 }, { drop: 'after', times: 1 })
     */
    add: (...wanted: Fault[]): void => become([...faults, ...wanted.map((one) => ({ ...one }))]),
    /**
     * Removes all faults.
     *
     * @example line.faults.clear()
     */
    clear: (): void => become([]),
    /**
     * Replaces the faults of one operation; those for a certain reply token stay. Without a fault, removes them.
     *
     * @example line.faults.setFor('pushMessage', { status: 500 })
     */
    setFor(operation: OperationId, wanted?: Fault): void {
      const others = faults.filter((one) => one.replyToken !== undefined || !isFor(operation, one))
      become(wanted ? [...others, { ...wanted, operation }] : others)
    },
    /** Returns the fault for the next call of an operation, and counts down its `times`. */
    take(operation: OperationId, replyToken?: unknown): Fault | undefined {
      if (faults.length === 0) return
      const those = faults.filter((one) => isFor(operation, one))
      const found =
        those.find((one) => one.replyToken !== undefined && one.replyToken === replyToken) ??
        those.find((one) => one.replyToken === undefined)
      if (found?.times === undefined) return found
      found.times--
      become(found.times === 0 ? faults.filter((one) => one !== found) : faults)
      return found
    }
  }
}
