import t, { type Test } from 'tap'
import { issuing, matches, SECRET, startBot, startLine, until } from '../helper.ts'

const OLD_SECRET = '0123456789abcdef0123456789abcdef'
const OTHER_SECRET = 'fedcba9876543210fedcba9876543210'
const BOTH = `${SECRET},${OLD_SECRET}`

/** A bot in a rotation; LINE signs with the old secret. */
async function startRotation(t: Test) {
  const line = await startLine(t)
  line.settings.channelSecret = OLD_SECRET
  const bot = await startBot(t, line, { LINE_CHANNEL_SECRET: BOTH })
  const statusOf = async (text: string) => (await line.say(text)).delivery.status
  const signers = () =>
    bot.log.map(({ msg }) => msg.match(/^LINE signs with the (\w+) secret/)?.[1]).filter(Boolean)
  return { line, ...bot, statusOf, signers }
}

t.test('no webhook is refused while LINE changes from the old secret to the new one', async (t) => {
  const { line, statusOf, log } = await startRotation(t)
  t.equal(await statusOf('before'), 200)
  line.settings.channelSecret = SECRET
  t.equal(await statusOf('after'), 200)
  t.equal(line.repliedTo().length, 2)

  line.settings.channelSecret = OTHER_SECRET
  t.equal(await statusOf('somebody else'), 403)
  t.equal(line.repliedTo().length, 2)
  for (const secret of [SECRET, OLD_SECRET]) t.notMatch(JSON.stringify(log), secret)
})

t.test('the log names the secret that LINE signs with, once, and again when it changes', async (t) => {
  const { line, statusOf, signers, log } = await startRotation(t)
  t.same(signers(), [])
  for (const text of ['a', 'b']) await statusOf(text)
  t.same(signers(), ['second'])
  line.settings.channelSecret = OTHER_SECRET
  await statusOf('somebody else')
  t.same(signers(), ['second'])
  line.settings.channelSecret = SECRET
  for (const text of ['c', 'd']) await statusOf(text)
  t.same(signers(), ['second', 'first'])
  matches(
    t,
    log.filter(({ msg }) => msg.startsWith('LINE signs')),
    [
      { level: 'info', variable: 'LINE_CHANNEL_SECRET', msg: /keep both/ },
      { level: 'info', variable: 'LINE_CHANNEL_SECRET', msg: /remove the second one/ }
    ]
  )
})

t.test('with one secret, the log does not name it', async (t) => {
  for (const secret of [SECRET, `${SECRET},${SECRET}`]) {
    const line = await startLine(t)
    const { log } = await startBot(t, line, { LINE_CHANNEL_SECRET: secret })
    matches(t, await line.say('hello'), { delivery: { status: 200 } })
    t.notOk(log.some(({ msg }) => msg.startsWith('LINE signs')))
  }
})

t.test('a bot without a long-lived token issues its tokens with the new secret', async (t) => {
  const line = await startLine(t)
  const { log } = await startBot(t, line, { ...issuing(line), LINE_CHANNEL_SECRET: BOTH })
  matches(t, await line.say('hello'), { delivery: { status: 200 }, replies: [{ text: 'hello' }] })

  const swapped = await startBot(t, line, {
    ...issuing(line),
    LINE_CHANNEL_SECRET: `${OLD_SECRET},${SECRET}`
  })
  await until(() => swapped.log.some(({ level }) => level === 'error'))
  matches(
    t,
    swapped.log.filter(({ level }) => level === 'error'),
    [{ status: 400, msg: /LINE_CHANNEL_ID and LINE_CHANNEL_SECRET must be .* put the new one first/ }]
  )
  for (const secret of [SECRET, OLD_SECRET]) t.notMatch(JSON.stringify([log, swapped.log]), secret)
})
