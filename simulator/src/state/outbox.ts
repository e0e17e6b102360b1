import type * as messagingApi from '../openapi/messaging-api.ts'
import type { Ids } from './ids.ts'

/** The ways of sending that LINE counts apart. */
export type SendingKind = 'reply' | 'push' | 'multicast' | 'broadcast' | 'narrowcast' | 'pnp'

/** LINE's days and months are those of Japan. */
const JAPAN_MS = 9 * 3_600_000

/** The day of a time in Japan, as `yyyyMMdd`. */
export const dayOf = (time: number): string =>
  new Date(time + JAPAN_MS).toISOString().slice(0, 10).replaceAll('-', '')

/**
 * What the bot has sent, counted as LINE counts it: once for each person, however many message objects there are in
 * the request. Replies are counted, but cost nothing.
 *
 * @see https://developers.line.biz/en/docs/messaging-api/pricing/
 */
export function createOutbox(now: () => number) {
  const counts = new Map<string, number>()
  const units = new Map<string, Set<string>>()
  let month = ''
  let usage = 0

  /** What was used up this month. */
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

    /** Remembers the names that messages are counted under, for this month; at most 1,000, as LINE does. */
    addUnits(names: string[] = []): void {
      const current = dayOf(now()).slice(0, 6)
      const known = units.get(current) ?? new Set()
      for (const name of names) if (known.size < 1_000) known.add(name)
      units.set(current, known)
    },

    units: (): string[] => [...(units.get(dayOf(now()).slice(0, 6)) ?? [])]
  }
}

/** What LINE says of each message that it has sent. */
export function sentMessages(messages: unknown[], ids: Ids): messagingApi.SentMessage[] {
  return messages.map((message) => ({
    id: ids.messageId(),
    ...(QUOTABLE.has((message as messagingApi.Message).type) && { quoteToken: ids.quoteToken() })
  }))
}

/** https://developers.line.biz/en/docs/messaging-api/get-quote-tokens/ */
const QUOTABLE = new Set(['text', 'textV2', 'sticker', 'image', 'video', 'template', 'flex'])
