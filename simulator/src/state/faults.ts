import { type Static, Type } from 'typebox'
import { OPERATION_IDS, type OperationId } from '../openapi/operations.ts'

export const operationId = Type.Enum(OPERATION_IDS, {
  type: 'string',
  description: 'which operation misbehaves, as LINE names it, e.g. pushMessage; replyMessage by default'
})

/** How LINE misbehaves: what `PUT /simulator/faults` takes. */
export const fault = Type.Object(
  {
    operation: Type.Optional(operationId),
    api: Type.Optional(
      Type.Enum(['reply', 'token'], {
        type: 'string',
        description: 'the one that replies, or all that issue access tokens'
      })
    ),
    latencyMs: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 600_000,
        description: 'LINE takes so much longer, in milliseconds'
      })
    ),
    status: Type.Optional(
      Type.Integer({ minimum: 300, maximum: 599, description: 'answers so, without doing anything' })
    ),
    message: Type.Optional(Type.String({ description: 'LINE’s words beside the status' })),
    drop: Type.Optional(
      Type.Enum(['before', 'after'], {
        type: 'string',
        description: 'ends the connection without an answer, before or after the call was accepted'
      })
    ),
    times: Type.Optional(
      Type.Integer({ minimum: 1, description: 'for so many calls; by default until it is cleared' })
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

/** @param changed is told when there are other faults than before, or fewer */
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
    /** The fault for the next call of an operation, which counts as one of its times. */
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
