/** The shortest bot, as README shows it. `npm run playground -- --bot examples/first.ts` */
import { createApp } from '../src/app.ts'
import type { Handlers } from '../src/handlers/types.ts'
import { serve } from '../src/web.ts'

export function createHandlers(): Handlers {
  return {
    'message.text': ({ message }) => [{ type: 'text', text: `You said: ${message.text}` }],
    'message.sticker': () => [{ type: 'sticker', packageId: '446', stickerId: '1988' }],
    follow: () => [{ type: 'text', text: 'Nice to meet you!' }]
  }
}

if (import.meta.main) await serve((options) => createApp({ ...options, createHandlers }))
