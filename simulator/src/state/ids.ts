import { createCipheriv, hash, randomBytes, randomFillSync } from 'node:crypto'

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

export type Ids = ReturnType<typeof createIds>

/**
 * Generates ids in LINE's formats. Random bytes are generated in bulk, because each event has many ids.
 *
 * @param now the clock, in milliseconds since the epoch
 * @param seed the same seed gives the same ids in the same order; without it, ids are unpredictable
 */
export function createIds(now: () => number, seed?: string) {
  const chance = Buffer.alloc(16_384)
  const fill = seed === undefined ? randomFillSync : fillerFrom(seed)
  let used = chance.length

  function bytes(length: number): Buffer {
    if (used + length > chance.length) {
      fill(chance)
      used = 0
    }
    used += length
    return chance.subarray(used - length, used)
  }

  const hex = (length: number) => bytes(length / 2).toString('hex')
  let messages = bytes(2).readUInt16BE() % 10_000

  return {
    hex,
    userId: () => `U${hex(32)}`,
    groupId: () => `C${hex(32)}`,
    roomId: () => `R${hex(32)}`,
    replyToken: () => hex(32),
    quoteToken: () => bytes(60).toString('base64url'),
    markAsReadToken: () => bytes(45).toString('base64url'),

    /** A request id: a UUID. */
    requestId(): string {
      const id = hex(32)
      return `${id.slice(0, 8)}-${id.slice(8, 12)}-4${id.slice(13, 16)}-a${id.slice(17, 20)}-${id.slice(20)}`
    },

    /** A ULID: 10 characters of time (milliseconds), 16 random ones. https://github.com/ulid/spec */
    ulid(time: number): string {
      let id = ''
      for (let rest = time, i = 0; i < 10; i++, rest = Math.floor(rest / 32)) id = CROCKFORD[rest % 32] + id
      for (const byte of bytes(16)) id += CROCKFORD[byte % 32]
      return id
    },

    /** 18 digits, increasing with time. */
    messageId(): string {
      messages = (messages + 1) % 10_000
      return `5${now()}${String(messages).padStart(4, '0')}`
    }
  }
}

/** Fills buffers with the key stream of a cipher, which looks random but is the same for the same seed. */
function fillerFrom(seed: string): (buffer: Buffer) => void {
  const cipher = createCipheriv('aes-256-ctr', hash('sha256', seed, 'buffer'), Buffer.alloc(16))
  return (buffer) => void cipher.update(Buffer.alloc(buffer.length)).copy(buffer)
}

/** A random channel secret and channel access token in LINE's formats. */
export const randomCredentials = () => ({
  channelSecret: randomBytes(16).toString('hex'),
  channelAccessToken: randomBytes(64).toString('base64url')
})
