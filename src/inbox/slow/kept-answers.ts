import type { messagingApi } from '@line/bot-sdk'

/** The event of a slow handler. */
export interface Question {
  webhookEventId: string
  kind: string
  /** the group, room or user: the answer is not sent to any other chat */
  chat: string
  /** when its webhook arrived, in milliseconds since the epoch */
  askedAt: number
}

/** A question with its answer: undefined while the handler is at work, null when there will be none. */
export type KeptAnswer = Question & { messages?: messagingApi.Message[] | null }

/** Keeps answers until their button is tapped, each for a limited time in milliseconds. The inbox provides it. */
export interface KeptAnswers {
  /** Tells other processes to expect an answer. Call it before sending its button. */
  expect(id: string, question: Question, forMs: number): Promise<unknown>
  /** Keeps an answer, unless the question already has one. */
  keep(id: string, answer: KeptAnswer, forMs: number): Promise<unknown>
  find(id: string): Promise<KeptAnswer | undefined>
  /** Claims the delivery. Resolves with false within 10 s of the last claim, unless that was released. */
  claim(id: string, forMs: number): Promise<boolean>
  release(id: string): Promise<unknown>
  /** Forgets an answer, and returns it unless its delivery was claimed. */
  remove(id: string): Promise<KeptAnswer | undefined>
}

export const AGAIN_AFTER_MS = 10_000

/** Keeps answers in this process until they are removed, the latest 10,000 and at most 16 Mi characters of them. */
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
    expect: async () => {}, // no other process to tell
    async keep(id, answer) {
      if (kept.has(id)) return
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
