/** Greets users who add the bot, and groups that it joins. `npm run playground -- --bot examples/greet.ts` */
import { echo } from '#src/handlers/echo/echo.ts'
import type { Handlers } from '#src/handlers/types.ts'

export function createHandlers(): Handlers {
  return {
    // LINE sends `follow` for new friends, and for users who unblock the bot.
    follow: ({ follow }) => [
      { type: 'text', text: follow.isUnblocked ? 'Welcome back!' : 'Hello, nice to meet you!' },
      { type: 'text', text: 'Write to me, and I will repeat it.' }
    ],

    // With GROUP_REPLIES=mention, the bot replies in groups only when it is mentioned.
    join: ({ source }) => [
      {
        type: 'text',
        text: `Hello, ${source?.type === 'room' ? 'everyone' : 'group'}! Mention me, and I will answer.`
      }
    ],

    memberJoined: ({ joined }, { log }) => {
      log.info({ members: joined.members.length }, 'a group has grown') // the number of members, not their ids
      return [{ type: 'text', text: joined.members.length === 1 ? 'Welcome!' : 'Welcome, all of you!' }]
    },

    'message.text': (event) => echo(event.message.text)
  }
}
