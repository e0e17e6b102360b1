/** What the playground knows of the bot's process. Whoever starts the bot by hand says nothing of it. */
export interface BotStatus {
  state: 'starting' | 'listening' | 'stopped'
  /** since when, in milliseconds since the epoch */
  since: number
  /** what is wrong, in a sentence */
  title?: string
  /** stopped: its last words */
  output?: string
  /** what to do, in a sentence */
  remedy?: string
}

/** @param changed is told of each new status */
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
