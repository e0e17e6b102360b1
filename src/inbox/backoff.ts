/** Half a second, then twice as long each time up to the longest; half of it by chance, against waves. In milliseconds. */
export const backoff = (tries: number, longest: number) =>
  Math.round(Math.min(longest, 250 * 2 ** tries) * (0.5 + Math.random() / 2))
