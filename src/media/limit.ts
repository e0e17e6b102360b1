/** Files that users send are rarely larger, and LINE accepts images of up to 10 MB. */
export const MAX_BYTES = 10_000_000

/** Yields the bytes of a body. Throws once there are more than `maxBytes`. */
export async function* limitBytes(
  body: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  maxBytes: number,
  tooLarge: (maxBytes: number) => Error
): AsyncGenerator<Uint8Array> {
  let bytes = 0
  for await (const chunk of body) {
    bytes += chunk.length
    if (bytes > maxBytes) throw tooLarge(maxBytes)
    yield chunk
  }
}
