/** What a reader tells of each response, in this order. */
export interface ResponseEvents {
  /** Names of headers are in lower case. */
  onHead(status: number, headers: Record<string, string>): void
  /** Some of the body, a character for each byte. */
  onBody(part: string): void
  /** The response is complete. `keepsAlive`: the connection may be used for another request. */
  onEnd(keepsAlive: boolean): void
}

/** In bytes: of a status line with its headers, or of a line of a chunked body. */
const LONGEST_HEAD = 65_536
const LONGEST_LINE = 4_096

/** What came is not HTTP/1.1, or asks for more than this reader does. */
export class ResponseError extends Error {
  readonly code = 'LINE_ERR_RESPONSE'
}

/**
 * Reads the responses of one HTTP/1.1 connection, as the bytes come in.
 *
 * It is strict: what it does not understand ends the connection, and is an answer that did not come.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9112#section-6
 */
export function createResponseReader({ onHead, onBody, onEnd }: ResponseEvents) {
  /** what came and is not read yet, a character for each byte */
  let text = ''
  /** how much of the body, or of its chunk, is still to come */
  let left = 0
  let keepsAlive = false
  /** reads the next part; false when it takes more bytes to do so */
  let step = readHead

  function readHead(): boolean {
    const end = text.indexOf('\r\n\r\n')
    if (end < 0) return incomplete(LONGEST_HEAD)
    const [statusLine = '', ...lines] = text.slice(0, end).split('\r\n')
    text = text.slice(end + 4)
    const [, minor, digits] = STATUS_LINE.exec(statusLine) ?? malformed('status line')
    const status = Number(digits)
    if (status === 101) malformed('switch of protocols')
    if (status < 200) return true // the response proper follows
    const headers = headersOf(lines)
    keepsAlive = minor === '1' && !/\bclose\b/i.test(headers.connection ?? '')
    step = bodyOf(status, headers)
    onHead(status, headers)
    return true
  }

  /** Which step reads the body. Sets `left`. */
  function bodyOf(status: number, headers: Record<string, string>): () => boolean {
    const { 'transfer-encoding': encoding, 'content-length': length } = headers
    left = 0
    if (status === 204 || status === 304) return readRest
    if (encoding !== undefined) return encoding.toLowerCase() === 'chunked' ? readChunkSize : readUntilClosed
    if (length === undefined) return readUntilClosed
    if (!/^\d{1,15}$/.test(length)) malformed('content-length')
    left = Number(length)
    return readRest
  }

  /** The rest of a body, or of a chunk, whose length is known. */
  function readPart(): boolean {
    if (text !== '' && left > 0) {
      const part = text.slice(0, left)
      text = text.slice(part.length)
      left -= part.length
      onBody(part)
    }
    return left === 0
  }

  function readRest(): boolean {
    return readPart() && complete()
  }

  function readUntilClosed(): boolean {
    keepsAlive = false
    left = Number.POSITIVE_INFINITY
    return readPart()
  }

  function readChunkSize(): boolean {
    const line = takeLine()
    if (line === undefined) return false
    const [, size] = CHUNK_SIZE.exec(line) ?? malformed('chunk')
    left = Number.parseInt(size as string, 16)
    step = left === 0 ? readTrailer : readChunk
    return true
  }

  function readChunk(): boolean {
    if (!readPart()) return false
    step = readChunkEnd
    return true
  }

  function readChunkEnd(): boolean {
    const line = takeLine()
    if (line === undefined) return false
    if (line !== '') malformed('chunk')
    step = readChunkSize
    return true
  }

  function readTrailer(): boolean {
    const line = takeLine()
    if (line === undefined) return false
    return line === '' ? complete() : true
  }

  function complete(): false {
    step = readHead
    onEnd(keepsAlive && text === '') // nothing was asked that more bytes could answer
    return false
  }

  function takeLine(): string | undefined {
    const end = text.indexOf('\r\n')
    if (end < 0) {
      incomplete(LONGEST_LINE)
      return
    }
    const line = text.slice(0, end)
    text = text.slice(end + 2)
    return line
  }

  function incomplete(longest: number): false {
    return text.length > longest ? malformed('line without an end') : false
  }

  return {
    /**
     * @param bytes a character for each byte (`latin1`)
     * @throws ResponseError when they are no response
     */
    read(bytes: string): void {
      text = text === '' ? bytes : text + bytes
      while (step());
    },

    /** The connection has ended; a body without a length ends with it. */
    close(): void {
      if (step === readUntilClosed) complete()
    }
  }
}

const STATUS_LINE = /^HTTP\/1\.([01]) ([1-5]\d\d)(?: |$)/
const CHUNK_SIZE = /^([0-9a-f]{1,8})[ \t]*(?:;|$)/i

function headersOf(lines: string[]): Record<string, string> {
  const headers: Record<string, string> = Object.create(null)
  for (const line of lines) {
    const colon = line.indexOf(':')
    const name = line.slice(0, colon).toLowerCase()
    if (colon < 1 || name !== name.trim()) malformed('header')
    const value = line.slice(colon + 1).trim()
    headers[name] = name in headers ? `${headers[name]}, ${value}` : value
  }
  return headers
}

function malformed(what: string): never {
  throw new ResponseError(`not an HTTP/1.1 response: ${what}`)
}
