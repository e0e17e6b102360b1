import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core'
import root, { type Test } from 'tap'
import type * as read from '../../chat/types.d.ts'
import type { Validation } from '../../src/control/validate.ts'
import type { BotStatus } from '../../src/state/bot-status.ts'
import type { ApiExchange } from '../../src/state/exchanges.ts'
import { startBrowser } from './browser.ts'
import type { Line } from './line.ts'
import { HANG_LIMIT_MS } from './until.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Does not compile when the page's types are not those that the simulator sends. */
type Reads<Read, Sent extends Read> = Sent
export type PageReads = [
  Reads<read.Exchange[], ReturnType<Line['exchanges']['list']>>,
  Reads<read.Fault[], ReturnType<Line['faults']['list']>>,
  Reads<read.BotStatus, BotStatus>,
  Reads<read.People, Line['people']>,
  Reads<read.Settings, Line['settings']>,
  Reads<read.Validation, Validation>
]

/** One browser for all tests of a process. */
let started: Promise<Browser> | undefined
function sharedBrowser(): Promise<Browser> {
  if (!started) {
    const starting = startBrowser()
    root.teardown(async () => (await starting).close())
    started = starting
  }
  return started
}

/** How the tests of one file open the chat page. */
export async function startPages() {
  const browser = await sharedBrowser()

  /**
   * The page open on a simulator as at its start. Whatever the browser reports as an error, and every request to
   * another host, is in `errors`.
   */
  return async function open(
    t: Test,
    lineOrUrl: Line | string,
    options: BrowserContextOptions & { path?: string } = {}
  ) {
    const url = typeof lineOrUrl === 'string' ? lineOrUrl : lineOrUrl.url
    if (typeof lineOrUrl !== 'string') startAfresh(lineOrUrl)
    const { path = '/', ...contextOptions } = options
    const context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      reducedMotion: 'reduce', // what is measured stands still
      ...contextOptions
    })
    context.setDefaultTimeout(HANG_LIMIT_MS)
    t.teardown(() => context.close())
    const page = await context.newPage()
    const errors: string[] = []
    page.on('pageerror', (error) => errors.push(error.message))
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()))
    page.on('request', (request) => {
      const asked = request.url()
      if (!asked.startsWith(url) && !asked.startsWith('data:')) errors.push(`a request to ${asked}`)
    })
    await page.goto(url + path)
    if (path === '/') await button(page, 'Hana').waitFor()
    return { page, errors, context }
  }
}

function startAfresh(line: Line): void {
  line.exchanges.clear()
  line.faults.clear()
  line.settings.redelivery = false
}

export const message = (page: Page) => page.getByLabel('Message', { exact: true })
export const replies = (page: Page) => page.locator('.theirs .bubble')
export const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
/** The groups of exchanges: webhooks with the calls they caused, newest first. */
export const groups = (page: Page) => page.locator('#exchanges > li[data-id]')
/** The rows of all groups. */
export const rows = (page: Page) => page.locator('#exchanges summary')

export async function say(page: Page, text: string): Promise<void> {
  await message(page).fill(text)
  await page.keyboard.press('Enter')
}

/** What is behind the "+". */
export async function choose(page: Page, name: string): Promise<void> {
  await button(page, 'More').click()
  await button(page, name).click()
}

/** The bot sends messages to a user, as LINE accepts them. */
export async function push(line: Line, ...messages: unknown[]): Promise<Response> {
  const [user] = line.people.users
  return fetch(`${line.url}/v2/bot/message/push`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${line.settings.channelAccessToken}`
    },
    body: JSON.stringify({ to: user?.userId, messages })
  })
}

/** Messages that LINE would not accept, as if it had. */
export function slipIn(line: Line, ...messages: unknown[]): void {
  const chat = line.people.users[0]?.userId ?? ''
  line.exchanges.add<ApiExchange>({
    kind: 'api',
    method: 'POST',
    path: '/v2/bot/message/push',
    request: JSON.stringify({ to: chat, messages }),
    status: 200,
    response: '{}',
    requestId: 'none',
    ms: 1,
    chats: [chat],
    chat,
    messages
  })
}

/** What axe finds that is serious or critical, on the page or a part of it: which rule, and where first. */
export async function seriousProblems(page: Page, part = 'html'): Promise<unknown[]> {
  await page.evaluate(AXE) // through the debugger: the page's own policy lets no other script in
  const found = await page.evaluate<{ id: string; impact: string; nodes: { html: string }[] }[]>(
    `axe.run('${part}').then(({ violations }) => violations)`
  )
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => [id, nodes.length, nodes[0]?.html.slice(0, 300)])
}

/** What a browser makes of an element: its place in pixels, and its style. */
export async function drawn(locator: Locator) {
  const place = await locator.boundingBox()
  if (!place) throw new Error('it is not to be seen')
  return place
}
export const styleOf = (locator: Locator, property: string) =>
  locator.evaluate((element, name) => {
    const { getComputedStyle } = element.ownerDocument.defaultView
    return getComputedStyle(element).getPropertyValue(name)
  }, property)
