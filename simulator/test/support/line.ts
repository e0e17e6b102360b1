import type { webhook } from '@line/bot-sdk'
import type { Test } from 'tap'
import { createSimulator, type SimulatorOptions } from '../../src/index.ts'

export const SECRET = '8c570fa6dd201bb328f1c1eac23a96d8'
export const TOKEN = 'access-token'

/** An event that can be replied to. */
export type ReplyEvent = webhook.Event & { replyToken: string }

export type Line = Awaited<ReturnType<typeof startLine>>

/** A simulator for one test. It does not wait for replies that come after the bot's answer, unless it is told to. */
export async function startLine(t: Test, options: SimulatorOptions = {}) {
  const line = await createSimulator({
    channelSecret: SECRET,
    channelAccessToken: TOKEN,
    replyTimeoutMs: 0,
    webhookTimeoutMs: 60_000, // this machine may be slow
    ...options
  })
  t.teardown(() => line.close())
  return line
}

/** What LINE tells a page of its own: the events of the stream with this name, as they come. */
export async function announcements(t: Test, { url }: { url: string }, name: string) {
  const stream = await fetch(`${url}/simulator/stream`)
  const reader = (stream.body as ReadableStream<Uint8Array>).getReader()
  const seen: unknown[] = []
  let text = ''
  const read = async () => {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      text += Buffer.from(value).toString()
      const whole = text.split('\n\n')
      text = whole.pop() ?? ''
      for (const one of whole) {
        const [, event, data = ''] = /^event: (.*)\ndata: (.*)$/.exec(one) ?? []
        if (event === name) seen.push(JSON.parse(data))
      }
    }
  }
  read().catch(() => {}) // the simulator has stopped
  t.teardown(() => reader.cancel().catch(() => {}))
  return seen
}
