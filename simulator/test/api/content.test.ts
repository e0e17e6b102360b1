import { imageSize } from 'image-size'
import t from 'tap'
import type { EventSpec } from '../../src/events/event-spec.ts'
import { startApi } from '../support/call.ts'
import { matches } from '../support/matches.ts'

t.test('what users send is a file of its kind, with a preview where LINE has one', async (t) => {
  const { line, get } = await startApi(t)
  const send = (spec: EventSpec) =>
    (line.create(spec)[0] as unknown as { message: { id: string } }).message.id
  for (const [type, mime, magic] of [
    ['image', 'image/jpeg', /^\xff\xd8\xff/],
    ['video', 'video/mp4', /^....ftyp/s],
    ['audio', 'audio/x-m4a', /^....ftyp/s],
    ['file', 'application/pdf', /^%PDF-/]
  ] as const) {
    const at = `/v2/bot/message/${send({ type })}/content`
    const { status, headers, bytes } = await get(at)
    t.equal(status, 200, type)
    t.equal(headers.get('content-type'), mime)
    matches(t, bytes.toString('latin1'), magic)

    const preview = await get(`${at}/preview`)
    const hasPreview = type === 'image' || type === 'video'
    t.equal(preview.status, hasPreview ? 200 : 404, `preview of a ${type}`)
    if (hasPreview) matches(t, imageSize(preview.bytes), { type: 'jpg' })

    const transcoding = await get(`${at}/transcoding`)
    if (type === 'video' || type === 'audio') t.same(transcoding.body, { status: 'succeeded' })
    else t.equal(transcoding.status, 404)
  }
})

t.test('content that LINE still prepares is 202 with an empty body', async (t) => {
  const { line, clock, get } = await startApi(t, { contentReadyAfterMs: 5_000 })
  const send = (spec: EventSpec) =>
    (line.create(spec)[0] as unknown as { message: { id: string } }).message.id
  const ids = { image: send({ type: 'image' }), video: send({ type: 'video' }), text: send({ type: 'text' }) }
  const at = (id: string, more = '') => get(`/v2/bot/message/${id}/content${more}`)
  for (const id of [ids.image, ids.video]) {
    for (const more of ['', '/preview']) {
      const { status, bytes } = await at(id, more)
      t.same([status, bytes.length], [202, 0], more)
    }
  }
  t.same((await at(ids.video, '/transcoding')).body, { status: 'processing' })
  t.equal((await at(ids.text)).status, 404)
  t.equal((await get(`/simulator/content/${ids.image}`)).status, 200, 'the user sees it at once')

  clock.now += 5_000
  t.equal((await at(ids.image)).headers.get('content-type'), 'image/jpeg')
  t.equal((await at(ids.image, '/preview')).status, 200)
  t.same((await at(ids.video, '/transcoding')).body, { status: 'succeeded' })
  line.settings.contentReadyAfterMs = 60_000
  t.equal((await at(ids.video)).status, 202, 'the setting can be changed while it runs')
})

t.test('LINE has no content of texts, of external files, and of what was unsent', async (t) => {
  const { line, get } = await startApi(t)
  const send = (spec: EventSpec) =>
    (line.create(spec)[0] as unknown as { message: { id: string } }).message.id
  const external = send({ type: 'image', contentProvider: 'external' })
  for (const id of [send({ type: 'text' }), send({ type: 'sticker' }), external, '1']) {
    matches(t, await get(`/v2/bot/message/${id}/content`), { status: 404, body: { message: 'Not found' } })
  }
  const messageId = send({ type: 'image' })
  t.equal((await get(`/v2/bot/message/${messageId}/content`)).status, 200)
  line.create({ type: 'unsend', messageId })
  t.equal((await get(`/v2/bot/message/${messageId}/content`)).status, 404)
})
