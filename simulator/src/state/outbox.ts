import type * as messagingApi from '../openapi/messaging-api.ts'
import type { Ids } from './ids.ts'

/** The kinds of sending that LINE counts separately. */
export type SendingKind = 'reply' | 'push' | 'multicast' | 'broadcast' | 'narrowcast' | 'pnp'

/** LINE counts days and months in Japan's time zone. */
const JAPAN_MS = 9 * 3_600_000

/** The day of a time in Japan, as `yyyyMMdd`. */
export const dayOf = (time: number): string =>
  new Date(time + JAPAN_MS).toISOString().slice(0, 10).replaceAll('-', '')

/**
 * Counts sent messages as LINE does: once per recipient, regardless of the number of message objects in the request.
 * Replies are counted, but do not use up quota.
 *
 * @see https://developers.line.biz/en/docs/messaging-api/pricing/
 */
export function createOutbox(now: () => number) {
  const counts = new Map<string, number>()
  const units = new Map<string, Set<string>>()
  let month = ''
  let usage = 0

  /** The quota used this month. */
  function totalUsage(): number {
    const current = dayOf(now()).slice(0, 6)
    if (current !== month) {
      month = current
      usage = 0
    }
    return usage
  }

  return {
    totalUsage,

    count(kind: SendingKind, people: number): void {
      const key = `${kind} ${dayOf(now())}`
      counts.set(key, (counts.get(key) ?? 0) + people)
      if (kind !== 'reply') usage = totalUsage() + people
    },

    sentOn: (kind: SendingKind, day: string): number => counts.get(`${kind} ${day}`) ?? 0,

    /** Stores this month's names of aggregation units; at most 1,000, as LINE does. */
    addUnits(names: string[] = []): void {
      const current = dayOf(now()).slice(0, 6)
      const known = units.get(current) ?? new Set()
      for (const name of names) if (known.size < 1_000) known.add(name)
      units.set(current, known)
    },

    units: (): string[] => [...(units.get(dayOf(now()).slice(0, 6)) ?? [])]
  }
}

/** LINE's response for each sent message. */
export function sentMessages(messages: unknown[], ids: Ids): messagingApi.SentMessage[] {
  return messages.map((message) => ({
    id: ids.messageId(),
    ...(QUOTABLE.has((message as messagingApi.Message).type) && { quoteToken: ids.quoteToken() })
  }))
}

/** https://developers.line.biz/en/docs/messaging-api/get-quote-tokens/ */
const QUOTABLE = new Set(['text', 'textV2', 'sticker', 'image', 'video', 'template', 'flex'])
