/** A quarter of a second, then twice as long each time up to the longest; half of it by chance, against waves. In milliseconds. */
export const backoff = (tries: number, longest = 8_000) =>
  Math.min(longest, 125 * 2 ** tries) * (0.5 + Math.random() / 2)
