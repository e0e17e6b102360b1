import { brotliDecompressSync, constants, unzipSync } from 'node:zlib'

const MAX_TEXT_BYTES = 65_536
// What was cut off is read as far as it came.
const ZIP = { maxOutputLength: MAX_TEXT_BYTES, finishFlush: constants.Z_SYNC_FLUSH }
const BROTLI = { maxOutputLength: MAX_TEXT_BYTES, finishFlush: constants.BROTLI_OPERATION_FLUSH }

/**
 * The text of a body. LINE is not asked for a compressed one, but what stands between may send it.
 *
 * @returns an empty text for what cannot be decompressed
 */
export function textOf(
  chunks: Buffer[],
  { 'content-encoding': encoding }: Readonly<Record<string, string | string[] | undefined>>
): string {
  const [first] = chunks
  const bytes = chunks.length === 1 && first ? first : Buffer.concat(chunks)
  switch (encoding) {
    case undefined:
    case 'identity':
      return bytes.toString()
    case 'gzip':
    case 'x-gzip':
    case 'deflate':
      return decompressed(() => unzipSync(bytes, ZIP))
    case 'br':
      return decompressed(() => brotliDecompressSync(bytes, BROTLI))
    default:
      return ''
  }
}

function decompressed(decompress: () => Buffer): string {
  try {
    return decompress().toString()
  } catch {
    return '' // another format, or far too long
  }
}
