/** State of the bot's process. Only the playground sets it, because it starts the bot. */
export interface BotStatus {
  state: 'starting' | 'listening' | 'stopped'
  /** since when, in milliseconds since the epoch */
  since: number
  /** the problem, in a sentence */
  title?: string
  /** when stopped: the last lines of its output */
  output?: string
  /** the remedy, in a sentence */
  remedy?: string
}

/** @param changed is called with each new status */
export function createBotStatus(changed: (status: BotStatus) => void) {
  let status: BotStatus | undefined
  return {
    get: (): BotStatus | undefined => status,
    set(next: BotStatus): void {
      status = next
      changed(next)
    }
  }
}
