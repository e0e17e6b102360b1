/** What is under way at LINE takes a while: first it waits, then it is done bit by bit. */
export function phaseOf(
  acceptedAt: number,
  progressMs: number,
  now: number
): 'waiting' | 'sending' | 'succeeded' {
  const passed = now - acceptedAt
  if (passed >= progressMs) return 'succeeded'
  return passed < progressMs / 2 ? 'waiting' : 'sending'
}
