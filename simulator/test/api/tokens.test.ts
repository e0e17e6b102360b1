import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import t, { type Test } from 'tap'
import { DAY, startApi } from '../support/call.ts'
import { SECRET } from '../support/line.ts'
import { matches } from '../support/matches.ts'

const CHANNEL = '2000000001'
const CLIENT = { grant_type: 'client_credentials', client_id: CHANNEL, client_secret: SECRET }
const ASSERTION = {
  grant_type: 'client_credentials',
  client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
}

async function start(t: Test) {
  const api = await startApi(t)
  const form = (path: string, fields: Record<string, string>) =>
    api.post(path, new URLSearchParams(fields).toString(), {
      'content-type': 'application/x-www-form-urlencoded'
    })
  const works = async (token: string) =>
    (await api.call('GET', '/v2/bot/info', undefined, { authorization: `Bearer ${token}` })).status
  return { ...api, form, works }
}

/** A bot with a key that is registered, and JWTs signed with it. */
async function withKey(t: Test) {
  const api = await start(t)
  const { publicKey, privateKey } = await generateKeyPair('RS256')
  const jwk = { ...(await exportJWK(publicKey)), kid: 'key-1', alg: 'RS256' }
  await api.call('PUT', '/simulator/settings', { assertionKeys: [jwk] })

  function jwt(claims: Record<string, unknown> = {}, { kid = 'key-1', key = privateKey } = {}) {
    const now = Math.floor(api.clock.now / 1_000)
    const usual = { iss: CHANNEL, sub: CHANNEL, aud: 'https://api.line.me/', exp: now + 1_700 }
    return new SignJWT({ ...usual, ...claims })
      .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid })
      .sign(key)
  }
  const issue = async (path: string, assertion: string) =>
    api.form(path, { ...ASSERTION, client_assertion: assertion })
  return { ...api, jwt, issue }
}

t.test('a short-lived token is issued for the secret, verified and revoked', async (t) => {
  const { clock, form, works } = await start(t)
  const { body } = await form('/v2/oauth/accessToken', CLIENT)
  matches(t, body, { token_type: 'Bearer', expires_in: 2_592_000 })
  const { access_token } = body
  t.equal(await works(access_token), 200)
  matches(t, await form('/v2/oauth/verify', { access_token }), {
    body: { client_id: CHANNEL, expires_in: 2_592_000 }
  })
  matches(t, await form('/v2/oauth/verify', { access_token: 'access-token' }), {
    body: { client_id: CHANNEL }
  })
  matches(t, await form('/v2/oauth/revoke', { access_token }), { status: 200, body: '' })
  t.equal(await works(access_token), 401)
  matches(t, await form('/v2/oauth/verify', { access_token }), {
    status: 400,
    body: { error: 'invalid_request', error_description: 'access token expired' }
  })
  t.equal((await form('/v2/oauth/revoke', { access_token: 'never issued' })).status, 200)

  const another = (await form('/v2/oauth/accessToken', CLIENT)).body.access_token
  clock.now += 30 * DAY
  t.equal(await works(another), 401, 'it is good for 30 days')
  await form('/v2/oauth/revoke', { access_token: 'access-token' })
  t.equal(await works('access-token'), 401, 'the long-lived one can be revoked, too')
})

t.test('of 31 short-lived tokens the first is revoked', async (t) => {
  const { form, works } = await start(t)
  const tokens: string[] = []
  for (let i = 0; i < 31; i++) tokens.push((await form('/v2/oauth/accessToken', CLIENT)).body.access_token)
  t.same([await works(tokens[0] ?? ''), await works(tokens[1] ?? '')], [401, 200])
})

t.test('a channel that does not know its secret gets no token', async (t) => {
  const { form } = await start(t)
  for (const path of ['/v2/oauth/accessToken', '/oauth2/v3/token']) {
    for (const wrong of [{ client_secret: 'x' }, { client_id: '1' }, { grant_type: 'password' }]) {
      matches(t, await form(path, { ...CLIENT, ...wrong }), {
        status: 400,
        body: { error: 'invalid_request', error_description: "Invalid 'client_credentials'." }
      })
    }
  }
})

t.test('a token v2.1 is issued for a JWT, for as long as that asks', async (t) => {
  const { clock, get, form, works, jwt, issue } = await withKey(t)
  const { body } = await issue('/oauth2/v2.1/token', await jwt({ token_exp: 3_600 }))
  matches(t, body, { token_type: 'Bearer', expires_in: 3_600, key_id: /./ })
  const { access_token, key_id } = body
  t.equal(await works(access_token), 200)
  const verify = () => get(`/oauth2/v2.1/verify?access_token=${access_token}`)
  matches(t, await verify(), { status: 200, body: { client_id: CHANNEL, expires_in: 3_600 } })
  const kids = async () => {
    const query = new URLSearchParams({ ...ASSERTION, client_assertion: await jwt() })
    return (await get(`/oauth2/v2.1/tokens/kid?${query}`)).body.kids
  }
  t.same(await kids(), [key_id])
  t.equal((await form('/v2/oauth/verify', { access_token })).status, 400, 'v2 knows its own only')
  await form('/v2/oauth/revoke', { access_token })
  t.equal(await works(access_token), 200)

  t.equal((await form('/oauth2/v2.1/revoke', { ...CLIENT, access_token, client_secret: 'x' })).status, 400)
  matches(t, await form('/oauth2/v2.1/revoke', { ...CLIENT, access_token }), { status: 200, body: '' })
  t.equal(await works(access_token), 401)
  t.equal((await verify()).status, 400)
  t.same(await kids(), [])

  const short = (await issue('/oauth2/v2.1/token', await jwt({ token_exp: 60 }))).body.access_token
  clock.now += 60_000
  t.equal(await works(short), 401)
  matches(t, await issue('/oauth2/v2.1/token', await jwt()), { body: { expires_in: 2_592_000 } })
})

t.test('a stateless token is issued for a JWT, too', async (t) => {
  const { works, jwt, issue } = await withKey(t)
  const { body } = await issue('/oauth2/v3/token', await jwt())
  matches(t, body, { token_type: 'Bearer', expires_in: 900, key_id: undefined })
  t.equal(await works(body.access_token), 200)
})

t.test('a JWT has to be signed with a registered key, for this channel, LINE and now', async (t) => {
  const { line, clock, jwt, issue } = await withKey(t)
  const now = Math.floor(clock.now / 1_000)
  const { privateKey: key } = await generateKeyPair('RS256')
  for (const [name, assertion] of [
    ['another key', await jwt({}, { key })],
    ['an unknown key', await jwt({}, { kid: 'key-2' })],
    ['another issuer', await jwt({ iss: '1' })],
    ['another subject', await jwt({ sub: '1' })],
    ['another audience', await jwt({ aud: 'https://example.com/' })],
    ['expired', await jwt({ exp: now - 10 })],
    ['good for too long', await jwt({ exp: now + 1_900 })],
    ['without an end', await jwt({ exp: undefined })],
    ['a token for too long', await jwt({ token_exp: 2_592_001 })],
    ['no JWT', 'x.y.z']
  ] as const) {
    for (const path of ['/oauth2/v2.1/token', '/oauth2/v3/token']) {
      matches(t, await issue(path, assertion), { status: 400, body: { error: 'invalid_client' } }, name)
    }
  }
  const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${(await jwt()).split('.')[1]}.`
  t.equal((await issue('/oauth2/v2.1/token', unsigned)).status, 400, 'unsigned')
  t.notMatch(JSON.stringify(line.exchanges.list()), /eyJ/, 'the log has no JWT')
})

t.test('no credential is in an answer or the log', async (t) => {
  const { line, get, form, jwt, issue } = await withKey(t)
  const short = (await form('/v2/oauth/accessToken', CLIENT)).body.access_token
  await form('/v2/oauth/verify', { access_token: short })
  const { access_token } = (await issue('/oauth2/v2.1/token', await jwt())).body
  await get(`/oauth2/v2.1/verify?access_token=${access_token}`)
  await get(`/oauth2/v2.1/tokens/kid?client_assertion=${await jwt()}`)
  await form('/v2/oauth/accessToken', { ...CLIENT, client_secret: 'almost the secret' })
  for (const path of ['log', 'settings', 'people', 'faults']) {
    const text = (await get(`/simulator/${path}`)).bytes.toString()
    for (const credential of [SECRET, 'access-token', 'almost the secret', short, access_token]) {
      t.notOk(text.includes(`"${credential}"`) || text.includes(`=${credential}`), path)
    }
  }
  t.equal(line.exchanges.list().length, 6)
})
