import { writeFileSync } from 'node:fs'
import t from 'tap'
import { withoutBrowser } from '../../simulator/test/support/browser.ts'
import { button, message, replies, rows, say, startPages } from '../../simulator/test/support/chat-page.ts'
import { freePort, until } from '../helper.ts'
import { runPlayground } from './run-playground.ts'

const CONTROL = { method: 'POST', headers: { 'content-type': 'application/json' } }

t.test('the chat page: in the playground', { skip: withoutBrowser }, async (t) => {
  const openAt = await startPages()

  async function start(t: Parameters<typeof runPlayground>[0], ...args: string[]) {
    const port = await freePort()
    const botPort = await freePort()
    const program = runPlayground(t, '--port', String(port), '--bot-port', String(botPort), ...args)
    const url = `http://localhost:${port}`
    await until(() => program.output().includes('Chat with the bot'))
    const open = () => openAt(t, url)
    const send = (body: object) =>
      fetch(`${url}/simulator/events`, { ...CONTROL, body: JSON.stringify(body) })
    return { program, open, url, send }
  }

  t.test('the bot’s log says what came of each event: on its row, and in the chat', async (t) => {
    const { open, send } = await start(t)
    const { page, errors } = await open()
    await say(page, 'hello')
    await rows(page).filter({ hasText: 'message.text' }).locator('.outcome', { hasText: 'replied' }).waitFor()
    await send({ type: 'sticker' })
    await rows(page)
      .filter({ hasText: 'message.sticker' })
      .locator('.outcome', { hasText: 'ignored: unsupported' })
      .waitFor()
    const hint = "Ignored: add 'message.sticker' to src/handlers/handlers.ts"
    await page.locator('.mine', { hasText: 'Sticker' }).getByText(hint).waitFor()
    await send({ type: 'text', text: 'twice', copies: 2 })
    await rows(page).locator('.outcome', { hasText: 'duplicate' }).waitFor()
    t.equal(await rows(page).locator('.outcome', { hasText: 'replied' }).count(), 2)
    await send({ type: 'text', text: 'aside', mode: 'standby' })
    await page.locator('.mine', { hasText: 'aside' }).getByText('Ignored: standby').waitFor()
    await page.reload()
    await page.locator('.mine', { hasText: 'aside' }).getByText('Ignored: standby').waitFor()
    t.same(errors, [])
  })

  t.test('after a syntax error under --watch the page shows what is wrong, until it is fixed', async (t) => {
    const bot = (word: string) => `import { createServer } from 'node:http'
createServer((_request, response) => response.end('${word}')).listen(process.env.PORT, 'localhost')
`
    const folder = t.testdir({ 'bot.mjs': bot('one') })
    const { open } = await start(t, '--watch', '--bot', `${folder}/bot.mjs`)
    const { page, errors } = await open()
    await say(page, 'hello')
    await rows(page).filter({ hasText: '200' }).waitFor()
    writeFileSync(`${folder}/bot.mjs`, `${bot('two')}const oops = = 1\n`)
    const alert = page.getByRole('alert').filter({ hasText: 'The bot failed to start: SyntaxError' })
    await alert.waitFor()
    t.match(await alert.textContent(), /restarts when a file in .* changes/)
    t.match(await alert.locator('pre').textContent(), /bot\.mjs:3[\s\S]*const oops = = 1/)
    await say(page, 'into the void')
    await page.getByText('Failed: could_not_connect').waitFor()
    t.equal(await page.getByText('npm start').count(), 0)
    writeFileSync(`${folder}/bot.mjs`, bot('three'))
    await until(async () => !(await page.locator('#notice').isVisible()))
    await message(page).fill('')
    await say(page, 'and back')
    await rows(page).filter({ hasText: 'and back' }).filter({ hasText: '200' }).waitFor()
    t.same(errors, [])
  })

  t.test('buttons and quick replies of a real bot', async (t) => {
    const { open } = await start(t, '--bot', 'examples/menu.ts')
    const { page, errors } = await open()
    await say(page, 'hello')
    await button(page, 'Oolong tea').click()
    await replies(page).filter({ hasText: 'Oolong tea: which size?' }).waitFor()
    await button(page, 'large').click()
    await replies(page).filter({ hasText: 'One large Oolong tea, coming!' }).waitFor()
    t.equal(await button(page, 'large').count(), 0, 'quick replies go')
    t.ok(await button(page, 'Oolong tea').isVisible(), 'buttons stay')
    t.same(errors, [])
  })

  t.test('a picture, which the bot gets from LINE and serves to the chat', async (t) => {
    const { open, send } = await start(t, '--bot', 'examples/echo-image.ts')
    const { page, errors } = await open()
    await send({ type: 'image' })
    const picture = page.locator('.theirs img').last()
    await picture.waitFor()
    await until(() =>
      picture.evaluate((img) => (img as unknown as { naturalWidth: number }).naturalWidth > 0)
    )
    const address = String(await picture.getAttribute('src'))
    t.match(address, /^http:\/\/localhost:\d+\/echobot\/files\//)
    t.same(errors, [`a request to ${address}`])
  })

  t.test('the button of a slow answer', async (t) => {
    const { open } = await start(t, '--bot', 'examples/slow.ts')
    const { page, errors } = await open()
    await say(page, '7')
    await rows(page).locator('.outcome', { hasText: 'working' }).waitFor()
    await button(page, 'Get the answer').click()
    await replies(page).filter({ hasText: 'You asked: 7' }).waitFor()
    await rows(page).locator('.outcome', { hasText: 'replied' }).nth(1).waitFor()
    t.same(errors, [])
  })
})
