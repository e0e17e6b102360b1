/** Says hello to who adds the bot as a friend, and to a group that it joins. `npm run playground -- --bot examples/greet.ts` */
import { echo } from '#src/handlers/echo/echo.ts'
import type { Handlers } from '#src/handlers/types.ts'

export function createHandlers(): Handlers {
  return {
    // LINE sends `follow` for new friends, and for those who had blocked the bot.
    follow: ({ follow }) => [
      { type: 'text', text: follow.isUnblocked ? 'Welcome back!' : 'Hello, nice to meet you!' },
      { type: 'text', text: 'Write me something, and I say it again.' }
    ],

    // The source says where the bot is; with GROUP_REPLIES=mention it answers there only when it is meant.
    join: ({ source }) => [
      {
        type: 'text',
        text: `Hello, ${source?.type === 'room' ? 'everyone' : 'group'}! Mention me, and I answer.`
      }
    ],

    memberJoined: ({ joined }, { log }) => {
      log.info({ members: joined.members.length }, 'a group has grown') // how many, not who
      return [{ type: 'text', text: joined.members.length === 1 ? 'Welcome!' : 'Welcome, all of you!' }]
    },

    'message.text': (event) => echo(event.message.text)
  }
}
