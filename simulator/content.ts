import { crc32, deflateSync } from 'node:zlib'

const SIZE = 64
const GREEN = [0x06, 0xc7, 0x55]
const WHITE = [0xff, 0xff, 0xff]

/** What users of the simulator take pictures of: a white spot on green. A PNG of 64 by 64 pixels. */
export const IMAGE = png((x, y) => (Math.hypot(x - SIZE / 2, y - SIZE / 2) < SIZE / 3 ? WHITE : GREEN))

/** @see https://www.w3.org/TR/png-3/ */
function png(colourAt: (x: number, y: number) => number[]): Buffer {
  const header = Buffer.from([0, 0, 0, SIZE, 0, 0, 0, SIZE, 8, 2, 0, 0, 0]) // eight bits each of red, green, blue
  const row = (y: number) => [0, ...Array.from({ length: SIZE }, (_, x) => colourAt(x, y)).flat()]
  const pixels = Buffer.from(Array.from({ length: SIZE }, (_, y) => row(y)).flat())
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(pixels)),
    chunk('IEND')
  ])
}

function chunk(type: string, data = Buffer.alloc(0)): Buffer {
  const body = Buffer.concat([Buffer.from(type), data])
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  checksum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, checksum])
}
