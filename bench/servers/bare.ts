/** The floor: a minimal echo bot that only verifies signatures. No framework, no log, no retries, no deduplication. */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { createServer } from 'node:http'
import { Pool } from 'undici'

const { LINE_CHANNEL_SECRET = '', LINE_CHANNEL_ACCESS_TOKEN, LINE_API_BASE_URL = '', PORT } = process.env
const line = new Pool(LINE_API_BASE_URL, { connections: 256 })
const headers = { authorization: `Bearer ${LINE_CHANNEL_ACCESS_TOKEN}`, 'content-type': 'application/json' }

async function echo(event: { replyToken: string; message?: { type: string; text: string } }): Promise<void> {
  if (event.message?.type !== 'text') return
  const body = JSON.stringify({
    replyToken: event.replyToken,
    messages: [{ type: 'text', text: event.message.text }]
  })
  const answer = await line.request({ method: 'POST', path: '/v2/bot/message/reply', headers, body })
  await answer.body.dump()
}

createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk) => chunks.push(chunk))
  request.on('end', async () => {
    const body = Buffer.concat(chunks)
    const expected = createHmac('sha256', LINE_CHANNEL_SECRET).update(body).digest()
    const given = Buffer.from(String(request.headers['x-line-signature']), 'base64')
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
      response.writeHead(403).end()
      return
    }
    await Promise.all(JSON.parse(body.toString()).events.map(echo))
    response.end()
  })
}).listen(Number(PORT), '127.0.0.1')

process.on('SIGTERM', () => process.exit())
