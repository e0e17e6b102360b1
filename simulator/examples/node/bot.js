/** A bot for the tests of the examples. It echoes text, with a push where the reply token has expired. */
import { createHmac } from 'node:crypto'
import { createServer } from 'node:http'
import { buffer } from 'node:stream/consumers'

export async function startBot({ url, channelSecret, channelAccessToken }) {
  const server = createServer(async (request, response) => {
    const body = await buffer(request)
    const signature = createHmac('sha256', channelSecret).update(body).digest('base64')
    if (request.headers['x-line-signature'] !== signature) return response.writeHead(403).end()
    for (const { message, replyToken, source } of JSON.parse(body.toString()).events) {
      if (message?.type !== 'text') continue
      const messages = [{ type: 'text', text: message.text }]
      const { status } = await call('reply', { replyToken, messages })
      if (status === 400) await call('push', { to: source.userId, messages })
    }
    response.end()
  })

  const call = (path, body) =>
    fetch(`${url}/v2/bot/message/${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${channelAccessToken}`, 'content-type': 'application/json' },
      body: JSON.stringify(body)
    })

  await new Promise((resolve) => server.listen(0, 'localhost', resolve))
  return { url: `http://localhost:${server.address().port}/callback`, close: () => server.close() }
}
