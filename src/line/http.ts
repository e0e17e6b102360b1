/** What the callers of LINE's APIs have in common. */

/** What LINE answers is short; what stands between may send anything, at any length. */
export async function beginning(body: AsyncIterable<Buffer>): Promise<string> {
  let text = ''
  for await (const chunk of body) {
    text += chunk
    if (text.length > 16_384) break
  }
  return text
}

/** A quarter of a second, then twice as long each time up to the longest; half of it by chance, against waves. In milliseconds. */
export const backoff = (tries: number, longest = 8_000) =>
  Math.min(longest, 125 * 2 ** tries) * (0.5 + Math.random() / 2)

/** The code of a connection's error, e.g. `ECONNREFUSED`; else the error's name. */
export function codeOf(error: unknown): string {
  const { code, name } = error as Error & { code?: unknown }
  return typeof code === 'string' ? code : name
}
