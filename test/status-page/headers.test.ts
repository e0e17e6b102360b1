import t from 'tap'
import { get } from '../http.ts'
import { startPage } from './start-page.ts'

t.test('no other site can frame the page, or run anything in it', async (t) => {
  const { url } = await startPage(t)
  const { headers } = await get(`${url}/`)
  t.same(String(headers['content-security-policy']).split('; '), [
    "default-src 'none'",
    "style-src 'self'",
    "script-src 'self'",
    "connect-src 'self'",
    "img-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'"
  ])
  t.equal(headers['x-content-type-options'], 'nosniff')
  t.equal(headers['referrer-policy'], 'no-referrer')
  t.equal(headers['cache-control'], 'no-store')
})
