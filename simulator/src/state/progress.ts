/** Phase of a long-running job: first it waits, then it runs. */
export function phaseOf(
  acceptedAt: number,
  progressMs: number,
  now: number
): 'waiting' | 'sending' | 'succeeded' {
  const passed = now - acceptedAt
  if (passed >= progressMs) return 'succeeded'
  return passed < progressMs / 2 ? 'waiting' : 'sending'
}
