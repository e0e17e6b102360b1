import { randomFillSync, randomInt } from 'node:crypto'

/** Ids in the shapes that LINE gives them. */

const chance = Buffer.alloc(16_384)
let used = chance.length
/** Random bytes, made in bulk: an event has many ids. */
function randomBytes(length: number): Buffer {
  if (used + length > chance.length) {
    randomFillSync(chance)
    used = 0
  }
  used += length
  return chance.subarray(used - length, used)
}

export const hex = (length: number) => randomBytes(length / 2).toString('hex')
export const userId = () => `U${hex(32)}`
export const groupId = () => `C${hex(32)}`
export const roomId = () => `R${hex(32)}`
export const replyToken = () => hex(32)
export const quoteToken = () => randomBytes(60).toString('base64url')
export const markAsReadToken = () => randomBytes(45).toString('base64url')

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** A ULID: 10 characters of time (milliseconds), 16 of chance. https://github.com/ulid/spec */
export function ulid(time: number): string {
  let id = ''
  for (let rest = time, i = 0; i < 10; i++, rest = Math.floor(rest / 32)) id = CROCKFORD[rest % 32] + id
  for (const byte of randomBytes(16)) id += CROCKFORD[byte % 32]
  return id
}

let count = randomInt(10_000)
/** 18 digits, growing with time. */
export function messageId(): string {
  count = (count + 1) % 10_000
  return `5${Date.now()}${String(count).padStart(4, '0')}`
}
