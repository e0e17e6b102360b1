import type { Outcome } from 'line-platform-simulator'

/**
 * Reads an event's outcome from a line of the bot's log: the outcome, its reason, and the message if it adds anything.
 *
 * @param line one line of the log
 * @returns undefined if the line has no outcome
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
