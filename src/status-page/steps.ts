import { type Html, html } from './html.ts'
import type { LineFacts } from './line-facts.ts'
import type { Status } from './status.ts'
import type { Texts } from './texts/en.ts'

export type State = keyof Texts['states']

/** Where the reader sets something up. */
interface Link {
  href: string
  text: string
}

export interface Step {
  id: string
  title: string
  state: State
  /** what is wrong, in a sentence */
  problem?: string
  /** what to do, or that it is done */
  text: string
  /** what LINE said about it */
  answer?: Status['lineError']
  link?: Link | undefined
  extra?: Html | undefined
}

type Found = Pick<Step, 'state' | 'text' | 'problem' | 'answer' | 'link'>

const CONSOLE = 'https://developers.line.biz/console/'
const MANAGER = 'https://manager.line.biz/'

/** What has to be done until the bot answers, in its order. A simulator has neither consoles nor answers of its own. */
export function stepsOf(status: Status, texts: Texts): Step[] {
  const { simulator } = status
  const console = simulator ? undefined : { href: CONSOLE, text: texts.console }
  const manager = { href: MANAGER, text: texts.manager }
  const { steps } = texts
  return [
    { id: 'token', title: steps.token, ...tokenStep(status, steps, console) },
    { id: 'url', title: steps.url, ...urlStep(status, steps, console) },
    { id: 'use', title: steps.use, ...useStep(status, steps), extra: verifyHelp(steps) },
    { id: 'redelivery', title: steps.redelivery, state: 'byHand', text: steps.redeliveryTodo },
    ...(simulator
      ? []
      : [
          {
            id: 'greeting',
            title: steps.greeting,
            state: 'byHand' as const,
            text: steps.greetingTodo,
            link: manager
          }
        ]),
    { id: 'hello', title: steps.hello, ...helloStep(status, texts) }
  ]
}

function tokenStep(
  { accessToken, bot, lineError: answer }: Status,
  texts: Texts['steps'],
  link?: Link
): Found {
  const found: Record<LineFacts['accessToken'], Found> = {
    accepted: { state: 'done', text: texts.tokenAccepted(bot?.name ?? '') },
    refused: { state: 'wrong', problem: texts.tokenRefused, text: texts.tokenRefusedFix, answer, link },
    forbidden: { state: 'wrong', problem: texts.tokenForbidden, text: texts.tokenForbiddenFix, answer, link },
    'not-issued': {
      state: 'wrong',
      problem: texts.tokenNotIssued,
      text: texts.tokenNotIssuedFix,
      answer,
      link
    },
    unknown: { state: 'unknown', text: texts.tokenUnknown, answer }
  }
  return found[accessToken]
}

function urlStep({ accessToken, registered, lineError }: Status, texts: Texts['steps'], link?: Link): Found {
  const answer = accessToken === 'accepted' ? lineError : null // else the token's step has it
  const found: Record<Status['registered'], Found> = {
    this: { state: 'done', text: texts.urlDone },
    other: { state: 'wrong', problem: texts.urlOther, text: texts.urlOtherFix, link },
    none: { state: 'todo', text: texts.urlTodo, link },
    unknown: { state: 'unknown', text: texts.urlTodo, answer, link }
  }
  return found[registered]
}

function useStep({ accessToken, useWebhook }: Status, texts: Texts['steps']): Found {
  if (useWebhook) return { state: 'done', text: texts.useDone }
  return { state: accessToken === 'accepted' ? 'todo' : 'unknown', text: texts.useTodo }
}

function helloStep(
  { lastReplySecondsAgo, bot, simulator }: Status,
  texts: Texts
): Found & Pick<Step, 'extra'> {
  const state = lastReplySecondsAgo === null ? 'todo' : 'done'
  const { helloDone, helloSimulated, helloTodo } = texts.steps
  const text = simulator ? helloSimulated : helloTodo
  return {
    state,
    text: state === 'done' ? helloDone : text,
    extra: bot?.addFriendUrl ? addFriend(bot.addFriendUrl, texts) : undefined
  }
}

/** The bot's QR code, served beside the page. */
export const ADD_FRIEND_PICTURE = '/add-friend.svg'

/** The link to add the bot as a friend, and the same for a telephone's camera. */
export const addFriend = (url: string, texts: Texts): Html =>
  html`<div class="friend"><a class="button" href="${url}" rel="noreferrer" target="_blank">${texts.addFriend}</a>
<img class="qr" src="${ADD_FRIEND_PICTURE}" alt="${texts.qrCode}" width="148" height="148"></div>`

const verifyHelp = (texts: Texts['steps']): Html =>
  html`<details class="help"><summary>${texts.verify}</summary><ul><li>${texts.verify403}</li><li>${texts.verify503}</li><li>${texts.verifyOther}</li></ul></details>`
