/** Counters by name. */
export type Counts = Record<string, number>

export function increment(counts: Counts, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1
}

export function sum(numbers: number[]): number {
  return numbers.reduce((total, one) => total + one, 0)
}

export function percentile(numbers: number[], share: number): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}

/** Formats counters, e.g. as `200 ×12, 503 ×3`. */
export const describeCounts = (counts: Counts): string =>
  Object.entries(counts)
    .map(([name, times]) => `${name} ×${times}`)
    .join(', ')
