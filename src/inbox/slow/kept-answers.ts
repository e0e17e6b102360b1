import type { messagingApi } from '@line/bot-sdk'

/** The event of a slow handler. */
export interface Question {
  webhookEventId: string
  kind: string
  /** the group, room or user: nobody in another chat gets the answer */
  chat: string
  /** when its webhook arrived, in milliseconds since the epoch */
  askedAt: number
}

/** With its answer: undefined while the handler is at work, null when there is none. */
export type KeptAnswer = Question & { messages?: messagingApi.Message[] | null }

/** Where answers wait for their tap, each for a time in milliseconds. The inbox decides where, as it does for events. */
export interface KeptAnswers {
  /** Tells other processes that an answer will come, before its button is sent. */
  expect(id: string, question: Question, forMs: number): Promise<unknown>
  /** Of several answers to a question, the first one stays. */
  keep(id: string, answer: KeptAnswer, forMs: number): Promise<unknown>
  find(id: string): Promise<KeptAnswer | undefined>
  /** Claims the delivery. False within 10 seconds of the last claim, unless that was released. */
  claim(id: string, forMs: number): Promise<boolean>
  release(id: string): Promise<unknown>
  /** Forgets an answer, and returns it unless its delivery was claimed. */
  remove(id: string): Promise<KeptAnswer | undefined>
}

export const AGAIN_AFTER_MS = 10_000

/** Keeps answers in this process until they are removed: 10,000 and 16 Mi characters of them, the latest. */
export function createMemoryAnswers({ maxAnswers = 10_000, maxLength = 2 ** 24 } = {}): KeptAnswers {
  const kept = new Map<string, KeptAnswer & { length: number; claimedAt?: number }>()
  let totalLength = 0
  async function remove(id: string) {
    const answer = kept.get(id)
    totalLength -= answer?.length ?? 0
    kept.delete(id)
    return answer?.claimedAt === undefined ? answer : undefined
  }
  return {
    expect: async () => {}, // its process knows
    async keep(id, answer) {
      remove(id)
      const { length } = JSON.stringify(answer)
      kept.set(id, { ...answer, length })
      totalLength += length
      for (const oldest of kept.keys()) if (kept.size > maxAnswers || totalLength > maxLength) remove(oldest)
    },
    find: async (id) => kept.get(id),
    async claim(id) {
      const { claimedAt = Number.NEGATIVE_INFINITY } = kept.get(id) ?? {}
      if (performance.now() - claimedAt < AGAIN_AFTER_MS) return false
      Object.assign(kept.get(id) ?? {}, { claimedAt: performance.now() })
      return true
    },
    release: async (id) => delete kept.get(id)?.claimedAt,
    remove
  }
}
