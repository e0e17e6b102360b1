import t from 'tap'
import { createApp } from '../../src/app.ts'
import { matches, startBot, startLine } from '../helper.ts'

t.test('a handler that can never be called is said when the bot starts', async (t) => {
  const line = await startLine(t)
  const handlers = {
    'message.text': () => [],
    'message.txt': () => [],
    message: () => [],
    constructor: () => [],
    follow: [],
    unfollow: undefined,
    default: () => []
  }
  const { log } = await startBot(t, line, {}, (options) =>
    createApp({ ...options, createHandlers: () => handlers as never })
  )
  const warnings = log.filter(({ level }) => level === 'warn').map(({ msg }) => msg)
  matches(t, warnings, [
    /^the handler of message\.txt is never called: LINE has no such kind\. The kinds are: message\.text, /,
    /^the handler of message is never called/,
    /^the handler of constructor is never called/,
    /^the handler of follow is not a function$/
  ])
  t.equal(warnings.length, 4)
})
