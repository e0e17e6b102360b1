import createError from '@fastify/error'
import type { FastifyReply, FastifyRequest } from 'fastify'

const TooMuchError = createError('OVERLOAD_ERR_RECEIVING', 'Receives too much at once: deliver again', 503)
const TooManyPiecesError = createError('LINE_ERR_PIECES', 'The body comes in too many pieces', 413)

/** Bodies are kept until their signature is known, so that strangers could fill the memory with them: in bytes. */
const MAX_RECEIVING = 32 * 1024 * 1024
/** What a piece costs beside its bytes, in bytes. A chunked body may come one byte at a time. */
const PIECE = 512
/** A body of 1 MiB that comes in packets of 1,460 bytes has 719. */
const MAX_PIECES = 8_192

/** A body that is coming in. */
interface Incoming {
  bytes: number
  pieces: number
  /** when its request came, in milliseconds of the process's clock */
  since: number
  /** Counts it no longer. */
  release(): void
}

export interface ReceivingOptions {
  /** how many bytes of bodies are kept at once, at most */
  maxBytes?: number
}

export type Receiving = ReturnType<typeof createReceiving>

/**
 * Counts the bytes of the bodies that are coming in: those that have come, not those that are announced. When there are
 * too many, the bodies that have held most for longest are cut off; a new one never is.
 */
export function createReceiving({ maxBytes = MAX_RECEIVING }: ReceivingOptions = {}) {
  const incoming = new Map<FastifyRequest['raw'], Incoming>()
  let bytes = 0

  /** Counts a request's body from now on, until it is there or the request ends in whatever way. */
  function count({ raw }: FastifyRequest, reply: FastifyReply): void {
    const body: Incoming = { bytes: 0, pieces: 0, since: performance.now(), release }
    incoming.set(raw, body)
    raw.on('data', add)
    // Either may be missing: the first when the answer comes before the end of the body, the second when a connection
    // ends while the answer waits for its turn.
    raw.once('close', release)
    reply.raw.once('close', release)

    function add(piece: Buffer): void {
      const size = piece.length + PIECE
      body.bytes += size
      bytes += size
      if (++body.pieces > MAX_PIECES) cutOff(raw, body, new TooManyPiecesError())
      else if (bytes > maxBytes) makeRoom()
    }
    function release(): void {
      raw.off('data', add)
      if (incoming.delete(raw)) bytes -= body.bytes
    }
  }

  /** Cuts off until a quarter is free, so that it is not done again for each piece that comes. */
  function makeRoom(): void {
    const now = performance.now()
    const weight = ({ bytes, since }: Incoming) => bytes * (now - since)
    const heaviestFirst = [...incoming].sort(([, a], [, b]) => weight(b) - weight(a))
    for (const [raw, body] of heaviestFirst) {
      if (bytes <= maxBytes * 0.75) return
      cutOff(raw, body, new TooMuchError())
    }
  }

  function cutOff(raw: FastifyRequest['raw'], body: Incoming, reason: Error): void {
    body.release()
    raw.destroy(reason)
  }

  return {
    count,
    /** how many bytes of bodies are coming in, with what they cost beside */
    get bytes() {
      return bytes
    }
  }
}
