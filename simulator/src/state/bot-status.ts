/** The state of the bot's process, reported by the program that started it. */
export interface BotStatus {
  state: 'starting' | 'listening' | 'stopped'
  /** when the state began, in milliseconds since the epoch */
  since: number
  /** the problem, in a sentence */
  title?: string
  /** stopped: the end of its output */
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
