/** A menu of buttons, and what follows from pressing one. `npm run playground -- --bot examples/menu.ts` */
import type { messagingApi } from '@line/bot-sdk'
import type { Handlers } from '#src/handlers/types.ts'

/** What the shop has. A Map, because what a postback says comes from outside. */
const DRINKS = new Map([
  ['tea', 'Oolong tea'],
  ['coffee', 'Coffee'],
  ['juice', 'Apple juice']
])
const SIZES = ['small', 'large']

export function createHandlers(): Handlers {
  return {
    follow: () => [menu()],
    'message.text': () => [menu()],

    // The data is what the pressed button has, and an old button may have what the bot no longer knows.
    postback: ({ postback }) => {
      const data = new URLSearchParams(postback.data)
      const id = data.get('drink') ?? ''
      const name = DRINKS.get(id)
      const size = data.get('size')
      if (!name) return [menu()]
      if (!size) return [sizesOf(id, name)]
      return [{ type: 'text', text: `One ${size} ${name}, coming!` }]
    }
  }
}

/** Buttons that stay in the chat: at most four, each label at most 20 characters. Where they cannot be shown, `altText` is. */
const menu = (): messagingApi.TemplateMessage => ({
  type: 'template',
  altText: 'What would you like to drink?',
  template: {
    type: 'buttons',
    text: 'What would you like to drink?',
    actions: [...DRINKS].map(([id, label]) => postback(label, { drink: id }))
  }
})

/** Quick replies: at most 13 buttons above the keyboard, which go when one is pressed. */
const sizesOf = (drink: string, name: string): messagingApi.TextMessage => ({
  type: 'text',
  text: `${name}: which size?`,
  quickReply: { items: SIZES.map((size) => ({ type: 'action', action: postback(size, { drink, size }) })) }
})

/** A button. `displayText` is what the chat shows as said by who presses it. */
const postback = (label: string, data: Record<string, string>): messagingApi.PostbackAction => ({
  type: 'postback',
  label,
  displayText: label,
  data: String(new URLSearchParams(data)) // at most 300 characters
})
