import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import { withoutBrowser } from './support/browser.ts'
import { button, groups, push, replies, rows, say, startPages } from './support/chat-page.ts'
import { startBot } from './support/echo-bot.ts'
import { startLine } from './support/line.ts'
import { matches } from './support/matches.ts'
import { until } from './support/until.ts'

t.test('the chat page: what goes over the wire', { skip: withoutBrowser }, async (t) => {
  const open = await startPages()
  const line = await startLine(t, { redeliveryDelaysMs: [300, 300, 300] })
  await startBot(t, line, { answerWithinMs: 1_400 })

  t.test('each webhook is grouped with the calls that it caused, and says what came of it', async (t) => {
    const { page, errors } = await open(t, line)
    await say(page, 'hello')
    await replies(page).waitFor()
    const [group] = await groups(page).all()
    t.equal(await groups(page).count(), 1)
    await until(async () => /replied.*200/.test((await rows(page).first().textContent()) ?? '')) // it comes after the reply
    matches(t, await rows(page).allTextContents(), [
      /message\.text.*“hello”.*replied.*200/,
      /message\/reply.*“hello”.*200/
    ])
    t.match(await group?.locator('.outcome').textContent(), 'replied')
    await button(page, 'Verify').click()
    await until(async () => (await groups(page).count()) === 2)
    // The newest is first; the answer of the bot comes after it.
    await until(async () => /no events.*200/.test((await groups(page).first().textContent()) ?? ''))
    t.same(errors, [])
  })

  t.test(
    'profiles and pushes are with the webhook of their user, tokens with the one that was open',
    async (t) => {
      const { page, errors } = await open(t, line)
      await say(page, 'hello')
      await replies(page).waitFor()
      const authorization = `Bearer ${line.settings.channelAccessToken}`
      await fetch(`${line.url}/v2/bot/profile/${line.people.users[0]?.userId}`, {
        headers: { authorization }
      })
      await push(line, { type: 'text', text: 'by the way' })
      await until(async () => (await rows(page).count()) === 4)
      t.equal(await groups(page).count(), 1)
      await fetch(`${line.url}/v2/bot/info`, { headers: { authorization } })
      await until(async () => (await groups(page).count()) === 2)
      t.match(
        await groups(page).first().textContent(),
        /bot\/info.*200/,
        'what nobody asked for stands alone'
      )
      t.same(errors, [])
    }
  )

  t.test('a webhook that LINE did not sign is rightly refused, and that is said', async (t) => {
    const { page, errors } = await open(t, line)
    await button(page, 'Bad signature').click()
    const refused = rows(page).first()
    await refused.getByText('The bot correctly rejected the signature').waitFor()
    t.notMatch(await refused.textContent(), 'channel secret')
    await page.locator('.mine').getByText('Correctly rejected').waitFor()
    t.equal(await refused.locator('.status').textContent(), '403')
    await refused.click()
    t.match(await page.locator('.detail pre').nth(1).textContent(), /^[\w+/]{43}=$/, 'the signature')
    t.match(await page.locator('.detail pre').nth(2).textContent(), /"webhookEventId"/, 'the body')

    await button(page, 'Redeliver this event').click()
    await until(async () => (await groups(page).count()) === 2)
    await groups(page).first().locator('.chip', { hasText: 'redelivered' }).waitFor()
    await rows(page).filter({ hasText: 'reply' }).waitFor()
    t.same(errors, [])
  })

  t.test('a wrong channel secret is said of a webhook that LINE did sign', async (t) => {
    const own = await startLine(t)
    await startBot(t, own, { secret: 'another secret' })
    const { page, errors } = await open(t, own)
    await say(page, 'hello')
    await rows(page).first().getByText('does it use the channel secret of this simulator?').waitFor()
    t.same(errors, [])
  })

  t.test('a bot that does not check signatures is told so', async (t) => {
    const own = await startLine(t)
    const server = createServer((_request, response) => response.end()).listen(0, '127.0.0.1')
    t.teardown(() => server.close())
    await until(() => server.listening)
    const { port } = server.address() as { port: number }
    own.settings.webhookUrl = `http://127.0.0.1:${port}/`
    const { page, errors } = await open(t, own)
    await button(page, 'Bad signature').click()
    await rows(page).first().getByText('The bot accepted a webhook that LINE did not send').waitFor()

    await say(page, 'and it answers nothing')
    await page.locator('.mine .note', { hasText: 'no reply' }).waitFor()
    await rows(page).first().locator('.outcome', { hasText: 'no reply' }).waitFor()
    t.same(errors, [])
  })

  t.test('what LINE answers once is one click, and the bot’s next try is seen', async (t) => {
    const { page, errors } = await open(t, line)
    for (const [index, name] of ['error 500', 'none'].entries()) {
      await button(page, name).click()
      await page.locator('[data-fault][aria-pressed=true]', { hasText: name }).waitFor()
      await say(page, `try ${index}`)
      await replies(page).nth(index).waitFor()
      await until(async () => (await page.locator('[aria-pressed=true][data-fault]').count()) === 0)
    }
    t.equal(await rows(page).locator('.status.bad').count(), 2)
    t.equal(await groups(page).count(), 2)
    await button(page, 'slow').click()
    await page.locator('[data-fault][aria-pressed=true]').waitFor()
    await button(page, 'slow').click()
    await until(async () => (await page.locator('[aria-pressed=true][data-fault]').count()) === 0)
    t.same(errors, [])
  })

  t.test('makes LINE slow: the hint fits the setting, and the redelivery is seen and answered', async (t) => {
    const { page, errors } = await open(t, line)
    await button(page, 'slow').click()
    await say(page, 'off')
    await rows(page).getByText('only if webhook redelivery is on: switch it on above').waitFor()

    await page.getByLabel('Webhook redelivery').check()
    await rows(page).getByText('LINE redelivers it automatically').waitFor()
    await button(page, 'slow').click()
    await page.locator('[data-fault][aria-pressed=true]').waitFor()
    await say(page, 'slowly')
    await page.locator('.mine', { hasText: 'slowly' }).getByText('after redelivery').waitFor()
    await rows(page).filter({ hasText: 'redelivered' }).filter({ hasText: '200' }).waitFor()
    await replies(page).filter({ hasText: 'slowly' }).waitFor()
    t.equal(await replies(page).filter({ hasText: 'slowly' }).count(), 1, 'and one reply')
    t.same(errors, [])
  })

  t.test('a message with a reply is not marked as failed, though the webhook was', async (t) => {
    const { page, errors } = await open(t, line)
    await button(page, 'slow').click()
    await page.locator('[data-fault][aria-pressed=true]').waitFor()
    await say(page, 'late')
    await replies(page).filter({ hasText: 'late' }).waitFor()
    const mark = page.locator('.mine .under')
    await mark.getByText('Replied despite status 503').waitFor()
    t.equal(await mark.locator('.bad').count(), 0)
    t.same(errors, [])
  })

  t.test('a message whose reply LINE delays waits for it, and is never marked as failed', async (t) => {
    const { page, errors } = await open(t, line)
    line.faults.set({ latencyMs: 6_000, times: 1 }) // longer than the page waits after a webhook
    await say(page, 'much later')
    const mark = page.locator('.mine .under')
    await mark.getByText('Waiting for a reply (status 503)').waitFor()
    const failed: string[] = []
    await until(async () => {
      failed.push(...(await mark.locator('.bad').allTextContents()))
      return mark.getByText('Replied despite status 503').isVisible()
    })
    t.same(failed, [])
    t.same(errors, [])
  })

  t.test('a message is marked as failed when no reply can follow', async (t) => {
    const own = await startLine(t)
    const { page, errors } = await open(t, own)
    own.settings.webhookUrl = 'http://127.0.0.1:1/'
    await say(page, 'nobody is there')
    await page.locator('.mine .bad', { hasText: 'Failed: could_not_connect' }).waitFor()

    const failing = createServer((_request, response) => response.writeHead(500).end())
    failing.listen(0, '127.0.0.1')
    t.teardown(() => failing.close())
    await once(failing, 'listening')
    own.settings.webhookUrl = `http://127.0.0.1:${(failing.address() as AddressInfo).port}/`
    await say(page, 'it fails')
    const mark = page.locator('.mine .under').last()
    await mark.getByText('Waiting for a reply (status 500)').waitFor()
    await mark.locator('.bad', { hasText: 'Failed: the bot responded 500' }).waitFor()
    t.same(errors, [])
  })

  t.test('the buttons for replies leave the faults of other operations alone', async (t) => {
    const { page, errors } = await open(t, line)
    const others = [
      { operation: 'pushMessage', status: 500 },
      { status: 429, replyToken: 'a token' }
    ] as const
    line.faults.add({ status: 500 }, ...others)
    await page.locator('[data-fault=fail][aria-pressed=true]').waitFor()
    await button(page, 'none').click()
    await page.locator('[data-fault=none][aria-pressed=true]').waitFor()
    t.same(line.faults.list(), [...others, { drop: 'before', times: 1, operation: 'replyMessage' }])
    await button(page, 'none').click()
    await page.locator('[data-fault=none][aria-pressed=false]').waitFor()
    t.same(line.faults.list(), others)
    line.faults.clear()
    t.same(errors, [])
  })

  t.test('the faults of other operations do not press the buttons for replies', async (t) => {
    const { page, errors } = await open(t, line)
    const pressed = page.locator('[data-fault][aria-pressed=true]')
    line.faults.set({ operation: 'replyMessage', drop: 'before' })
    await pressed.filter({ hasText: 'none' }).waitFor()
    line.faults.set({ operation: 'pushMessage', status: 500 })
    await until(async () => (await pressed.count()) === 0)
    line.faults.add({ latencyMs: 1 })
    await pressed.filter({ hasText: 'slow' }).waitFor()
    t.equal(await pressed.count(), 1)
    t.same(errors, [])
  })

  t.test('an event that the bot ignored says what to do about it', async (t) => {
    const own = await startLine(t)
    await startBot(t, own)
    const { page, errors } = await open(t, own)
    const { event } = await own.send({ type: 'sticker' })
    own.noteOutcome(event.webhookEventId, { outcome: 'ignored', reason: 'unsupported' })
    const note = page.locator('.mine .note')
    await note.filter({ hasText: 'Ignored: the bot does not handle message.sticker' }).waitFor()
    own.setBotStatus({ state: 'listening', since: Date.now() })
    await note.filter({ hasText: "Ignored: add 'message.sticker' to src/handlers/handlers.ts" }).waitFor()
    t.same(errors, [])
  })

  t.test('a redelivery is seen though the list is scrolled', async (t) => {
    const { page, errors } = await open(t, line)
    const first = await line.say('the first')
    for (let i = 0; i < 14; i++) await line.say(`message ${i}`)
    await until(async () => (await groups(page).count()) === 15)
    const list = page.locator('#exchanges')
    await list.evaluate((element) => element.scrollTo(0, 500))
    await line.redeliver(first.event.webhookEventId)
    await button(page, 'Redelivered: message.text').click()
    await until(() => list.evaluate((element) => element.scrollTop === 0))
    t.equal(await groups(page).first().locator('.chip.again').isVisible(), true)
    t.equal(await page.locator('.news').count(), 0)
    t.same(errors, [])
  })

  t.test('what a script changes shows at once in every open page', async (t) => {
    const own = await startLine(t)
    await startBot(t, own)
    const pages = [(await open(t, own)).page, (await open(t, own)).page, (await open(t, own)).page]
    const control = (method: string, path: string, body?: object) =>
      fetch(`${own.url}/simulator/${path}`, {
        method,
        headers: { 'content-type': 'application/json' },
        ...(body && { body: JSON.stringify(body) })
      })
    await control('PUT', 'settings', { redelivery: true })
    for (const page of pages) await page.locator('input[role=switch]:checked').waitFor({ state: 'attached' })
    await control('PUT', 'faults', { status: 500 })
    for (const page of pages) await page.locator('[data-fault=fail][aria-pressed=true]').waitFor()
    await control('DELETE', 'faults')
    for (const page of pages) await page.locator('[data-fault=fail][aria-pressed=false]').waitFor()
    await control('POST', 'events', { type: 'text', text: 'hello' })
    for (const page of pages) await replies(page).waitFor()
    await control('DELETE', 'log')
    for (const page of pages) await page.getByText('and the bot replies here').waitFor()
    await control('PUT', 'people', { bot: { displayName: 'Another bot' } })
    for (const page of pages) await page.getByRole('heading', { name: 'Another bot' }).waitFor()
  })
})
