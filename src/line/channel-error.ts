/** LINE said no (its `status`), or nothing at all (no status). The message has LINE's own words, or says what happened. */
export class ChannelError extends Error {
  readonly status: number | undefined
  /** LINE issues no access token for the channel id and secret */
  readonly notIssued: boolean
  /** what to look at, where that is known */
  readonly remedy: string | undefined

  constructor(
    message: string,
    details: { status?: number | undefined; notIssued?: boolean; remedy?: string | undefined } = {}
  ) {
    super(message)
    this.name = 'ChannelError'
    this.status = details.status
    this.notIssued = details.notIssued ?? false
    this.remedy = details.remedy
  }
}

/** What LINE answered, or why it did not: for those who go on either way. */
export async function answerOf<T>(answer: Promise<T>): Promise<T | ChannelError> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof ChannelError) return error
    throw error
  }
}
