import t from 'tap'
import { invalid, startApi } from '../support/call.ts'
import { matches } from '../support/matches.ts'

const APPS = '/liff/v1/apps'
const NOT_FOUND = { status: 404, body: { message: 'The specified LIFF app does not exist' } }
const VIEW = { type: 'full', url: 'https://example.com/myservice' }

t.test('a LIFF app is added, listed, changed in part and deleted', async (t) => {
  const { get, post, call } = await startApi(t)
  matches(t, await get(APPS), { status: 404, body: { message: 'There is no LIFF app on the channel' } })
  const app = {
    view: VIEW,
    description: 'Service Example',
    features: { qrCode: true },
    permanentLinkPattern: 'concat',
    scope: ['profile', 'openid'],
    botPrompt: 'aggressive'
  }
  const { status, body } = await post(APPS, app)
  t.equal(status, 200)
  matches(t, body, { liffId: /^2000000001-\w{8}$/ })
  const { liffId } = body
  t.same((await get(APPS)).body, { apps: [{ liffId, ...app, features: { ble: false, qrCode: true } }] })

  const { body: plain } = await post(APPS, { view: { ...VIEW, type: 'compact' } })
  t.same((await get(APPS)).body.apps[1], {
    liffId: plain.liffId,
    view: { type: 'compact', url: VIEW.url },
    features: { ble: false, qrCode: false },
    permanentLinkPattern: 'concat',
    scope: ['profile', 'chat_message.write'],
    botPrompt: 'none'
  })

  const change = { view: { url: 'https://new.example.com' }, features: { ble: true }, botPrompt: 'normal' }
  matches(t, await call('PUT', `${APPS}/${liffId}`, change), { status: 200, body: {} })
  t.same((await get(APPS)).body.apps[0], {
    liffId,
    ...app,
    view: { type: 'full', url: 'https://new.example.com' },
    features: { ble: true, qrCode: true },
    botPrompt: 'normal'
  })
  matches(t, await call('PUT', `${APPS}/2000000001-nothing0`, change), NOT_FOUND)

  t.equal((await call('DELETE', `${APPS}/${liffId}`)).status, 200)
  matches(t, await call('DELETE', `${APPS}/${liffId}`), NOT_FOUND)
  t.equal((await get(APPS)).body.apps.length, 1)
})

t.test('a LIFF app has values that LINE knows, and a channel up to 30 of them', async (t) => {
  const { post, call } = await startApi(t)
  const { liffId } = (await post(APPS, { view: VIEW })).body
  for (const [wrong, message, property] of [
    [{ view: undefined }, 'May not be empty', 'view'],
    [{ view: { url: VIEW.url } }, 'May not be empty', 'view.type'],
    [
      { view: { ...VIEW, type: 'wide' } },
      'Must be one of the following values: [compact, tall, full]',
      'view.type'
    ],
    [{ view: { ...VIEW, url: 'http://example.com/' } }, 'invalid uri scheme', 'view.url'],
    [{ view: { ...VIEW, url: 'https://example.com/#top' } }, 'Has an invalid format', 'view.url'],
    [{ description: 'My LINE app' }, 'Has an invalid format', 'description'],
    [{ permanentLinkPattern: 'replace' }, /\[concat\]/, 'permanentLinkPattern'],
    [{ scope: ['profile', 'phone'] }, /chat_message\.write/, 'scope[1]'],
    [{ botPrompt: 'always' }, /\[normal, aggressive, none\]/, 'botPrompt']
  ] as const) {
    const refused = { status: 400, body: { details: [{ message, property }] } }
    matches(t, await post(APPS, { view: VIEW, ...wrong }), refused, property)
    if (property !== 'view' && property !== 'view.type')
      matches(t, await call('PUT', `${APPS}/${liffId}`, wrong), refused, `${property} of an update`)
  }
  matches(
    t,
    await call('PUT', `${APPS}/${liffId}`, { view: { type: 'wide' } }),
    invalid('Must be one of the following values: [compact, tall, full]', 'view.type')
  )
  for (let i = 1; i < 30; i++) t.equal((await post(APPS, { view: VIEW })).status, 200)
  matches(t, await post(APPS, { view: VIEW }), {
    status: 400,
    body: { message: /maximum number of LIFF apps/ }
  })
})
