import type { Outcome } from 'line-platform-simulator'

/**
 * What a line of the bot's log says of an event: its outcome, why, and the line's words where they say more.
 *
 * @param line one line of the log; undefined is returned for what is no outcome
 */
export function outcomeIn(line: string): { webhookEventId: string; outcome: Outcome } | undefined {
  if (!line.startsWith('{')) return
  try {
    const { webhookEventId, outcome, reason, msg } = JSON.parse(line) as Record<string, unknown>
    if (typeof webhookEventId !== 'string' || typeof outcome !== 'string') return
    return {
      webhookEventId,
      outcome: {
        outcome,
        ...(typeof reason === 'string' && { reason }),
        ...(typeof msg === 'string' && msg !== outcome && { words: msg })
      }
    }
  } catch {
    return
  }
}
