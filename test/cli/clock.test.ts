/** A clock that is wrong shortens the time for a reply: the doctor compares it with LINE's. */
import t, { type Test } from 'tap'
import { startLine } from '../helper.ts'
import { serverSaying } from '../http.ts'
import { doctor } from './run-doctor.ts'

/** What the doctor says about the clock when LINE's is ahead of it by so many seconds. */
async function clockLine(t: Test, aheadSeconds: number) {
  const date = new Date(Date.now() + aheadSeconds * 1_000).toUTCString()
  const body = JSON.stringify({ displayName: 'Bot', basicId: '@bot', endpoint: '', active: false })
  const headers = { 'content-type': 'application/json', date }
  const LINE_API_BASE_URL = await serverSaying(t, 200, body, headers)
  const { output } = await doctor(t, await startLine(t), { LINE_API_BASE_URL })
  return output.split('\n').find((line) => / clock /.test(line))
}

t.test('the doctor tells by how much this machine’s clock is behind or ahead', async (t) => {
  const remedy = 'Reply tokens are valid for one minute: set this machine’s clock by NTP'
  t.match(
    await clockLine(t, 600),
    new RegExp(`^✗ clock         (59\\d|600) seconds behind LINE’s\\. ${remedy}$`)
  )
  t.match(
    await clockLine(t, -600),
    new RegExp(`^✗ clock         6\\d\\d seconds ahead of LINE’s\\. ${remedy}$`)
  )
  t.equal(await clockLine(t, 20), '✓ clock         right')
  t.equal(await clockLine(t, -10), '✓ clock         right')
})
