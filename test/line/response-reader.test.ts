import fc from 'fast-check'
import t from 'tap'
import { createResponseReader } from '../../src/line/response-reader.ts'

interface Read {
  status: number
  headers: Record<string, string>
  body: string
  /** what `onEnd` said; absent when the response is not complete */
  keepsAlive?: boolean
}

/** What a reader makes of the bytes, given in these pieces; and of the end of the connection after them. */
function read(pieces: string[], closes = false): Read[] {
  const responses: Read[] = []
  const reader = createResponseReader({
    onHead: (status, headers) => responses.push({ status, headers: { ...headers }, body: '' }),
    onBody: (part) => Object.assign(last(), { body: last().body + part }),
    onEnd: (keepsAlive) => Object.assign(last(), { keepsAlive })
  })
  const last = () => responses.at(-1) as Read
  for (const piece of pieces) {
    if (responses.at(-1)?.keepsAlive !== undefined) break // nobody asked for more
    reader.read(piece)
  }
  if (closes) reader.close()
  return responses
}

const http = (...lines: string[]) => `HTTP/1.1 ${lines.join('\r\n')}`

const RESPONSES: [string, string, Partial<Read>][] = [
  [
    'a body of a known length',
    http('200 OK', 'Content-Length: 5', 'X-Line-Request-Id:  a b \t', '', 'hello'),
    {
      status: 200,
      body: 'hello',
      keepsAlive: true,
      headers: { 'content-length': '5', 'x-line-request-id': 'a b' }
    }
  ],
  [
    'no body',
    http('400 Bad Request', 'content-length: 0', '', ''),
    { status: 400, body: '', keepsAlive: true }
  ],
  ['a status without words', http('200', 'content-length: 0', '', ''), { status: 200, keepsAlive: true }],
  ['204, which never has a body', http('204 No Content', '', ''), { status: 204, keepsAlive: true }],
  [
    'a body in chunks, with an extension and a trailer',
    http(
      '200 OK',
      'transfer-encoding: Chunked',
      '',
      '5;a=b',
      'hello',
      'A ',
      ' world\r\n..',
      '0',
      'x: y',
      '',
      ''
    ),
    { body: 'hello world\r\n..', keepsAlive: true }
  ],
  [
    'what comes before the response proper',
    `${http('100 Continue', '', '')}${http('103 Early Hints', 'link: a', '', '')}${http('500 x', 'content-length: 1', '', 'a')}`,
    { status: 500, body: 'a', keepsAlive: true }
  ],
  [
    'a connection that is not kept',
    http('200 OK', 'Connection: Close', 'content-length: 0', '', ''),
    { status: 200, keepsAlive: false }
  ],
  ['HTTP/1.0', 'HTTP/1.0 200 OK\r\ncontent-length: 1\r\n\r\na', { body: 'a', keepsAlive: false }],
  [
    'a header that comes twice',
    http('200 OK', 'a: 1', 'A: 2', 'content-length: 0', '', ''),
    { headers: { a: '1, 2', 'content-length': '0' } }
  ]
]

for (const [name, bytes, expected] of RESPONSES) {
  t.test(`reads ${name}, in whatever pieces it comes`, async (t) => {
    t.match(read([bytes]), [expected])
    t.match(read([...bytes]), [expected], 'byte by byte')
    const property = fc.property(fc.array(fc.nat(bytes.length), { maxLength: 6 }), (cuts) => {
      const at = [0, ...cuts.sort((a, b) => a - b), bytes.length]
      const pieces = at.slice(1).map((end, i) => bytes.slice(at[i], end))
      t.match(read(pieces), [expected])
    })
    fc.assert(property, { numRuns: 30 })
  })
}

t.test('a body without a length ends with the connection', async (t) => {
  for (const header of ['a: b', 'transfer-encoding: gzip, chunked']) {
    const bytes = http('200 OK', header, '', 'hello')
    t.notOk('keepsAlive' in (read([bytes])[0] as Read), 'not before')
    t.match(read([bytes, ' world'], true), [{ body: 'hello world', keepsAlive: false }])
  }
})

t.test('a connection that ends too early completes nothing', async (t) => {
  t.same(read([http('200 OK', 'content-le')], true), [])
  t.notOk('keepsAlive' in (read([http('200 OK', 'content-length: 3', '', 'ab')], true)[0] as Read))
})

t.test('more than was asked for is not kept', async (t) => {
  const one = http('200 OK', 'content-length: 0', '', '')
  t.match(read([`${one}HTTP/1.1 200 OK`]), [{ status: 200, keepsAlive: false }])
})

const HUGE = 'x'.repeat(70_000)
for (const [name, bytes] of Object.entries({
  'another protocol': 'SSH-2.0-OpenSSH\r\n\r\n',
  'another version': 'HTTP/2 200\r\n\r\n',
  'no status': http('2000 OK', '', ''),
  'a switch of protocols': http('101 Switching Protocols', '', ''),
  'a header without a name': http('200 OK', ': a', '', ''),
  'a header over two lines': http('200 OK', 'a: b', ' c', '', ''),
  'two lengths': http('200 OK', 'content-length: 1', 'content-length: 2', '', 'a'),
  'a length that is none': http('200 OK', 'content-length: -1', '', 'a'),
  'a chunk without a size': http('200 OK', 'transfer-encoding: chunked', '', 'x', ''),
  'a chunk longer than its size': http('200 OK', 'transfer-encoding: chunked', '', '1', 'ab', ''),
  'headers without an end': http('200 OK', `a: ${HUGE}`),
  'a chunk’s size without an end': http('200 OK', 'transfer-encoding: chunked', '', `1;${HUGE}`)
})) {
  t.test(`refuses ${name}`, async (t) => {
    t.throws(() => read([bytes]), { code: 'LINE_ERR_RESPONSE' })
    t.throws(() => read([...bytes]), { code: 'LINE_ERR_RESPONSE' }, 'byte by byte')
  })
}

t.test('whatever comes is read or refused, with the same result in one piece and in many', async () => {
  const part = fc.oneof(
    fc.constantFrom(
      'HTTP/1.1 200 OK\r\n',
      '\r\n',
      '\r\n\r\n',
      'content-length: 3\r\n',
      '0\r\n',
      '3\r\n',
      'abc'
    ),
    fc.constantFrom(
      'transfer-encoding: chunked\r\n',
      'connection: close\r\n',
      'HTTP/1.1 100 Continue\r\n\r\n'
    ),
    fc.string()
  )
  const outcome = (pieces: string[]) => {
    try {
      return JSON.stringify(read(pieces)[0]?.status ?? null)
    } catch (error) {
      return (error as { code: string }).code
    }
  }
  const property = fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
    const bytes = parts.join('')
    return (
      /^(\d{3}|null|LINE_ERR_RESPONSE)$/.test(outcome([bytes])) && outcome([...bytes]) === outcome([bytes])
    )
  })
  fc.assert(property, { numRuns: 500 })
})
