/** A menu of buttons, and the replies to their postbacks. `npm run playground -- --bot examples/menu.ts` */
import type { messagingApi } from '@line/bot-sdk'
import type { Handlers } from '#src/handlers/types.ts'

/** The drinks by id. A Map, because the id in a postback is untrusted input. */
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

    // An old button may have data that the bot no longer supports.
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

/**
 * Buttons that stay in the chat: at most 4, with labels of at most 20 characters. LINE shows `altText` where it cannot show
 * the buttons.
 */
const menu = (): messagingApi.TemplateMessage => ({
  type: 'template',
  altText: 'What would you like to drink?',
  template: {
    type: 'buttons',
    text: 'What would you like to drink?',
    actions: [...DRINKS].map(([id, label]) => postback(label, { drink: id }))
  }
})

/** Quick replies: at most 13 buttons above the keyboard, which disappear when one is tapped. */
const sizesOf = (drink: string, name: string): messagingApi.TextMessage => ({
  type: 'text',
  text: `${name}: which size?`,
  quickReply: { items: SIZES.map((size) => ({ type: 'action', action: postback(size, { drink, size }) })) }
})

/** A button. The chat shows `displayText` as a message from the user who taps it. */
const postback = (label: string, data: Record<string, string>): messagingApi.PostbackAction => ({
  type: 'postback',
  label,
  displayText: label,
  data: String(new URLSearchParams(data)) // at most 300 characters
})
