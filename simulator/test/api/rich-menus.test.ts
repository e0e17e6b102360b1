import { crc32, deflateSync } from 'node:zlib'
import t, { type Test } from 'tap'
import { DAY, invalid, startApi } from '../support/call.ts'
import { announcements } from '../support/line.ts'
import { matches } from '../support/matches.ts'
import { until } from '../support/until.ts'

const MENU = {
  size: { width: 2500, height: 1686 },
  selected: false,
  name: 'menu',
  chatBarText: 'Open',
  areas: [
    {
      bounds: { x: 0, y: 0, width: 1250, height: 1686 },
      action: { type: 'richmenuswitch', richMenuAliasId: 'b', data: 'to b' }
    }
  ]
}
const NOT_FOUND = { status: 404, body: { message: 'Not found' } }

/** A white PNG, one bit a pixel. */
function png(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data])
    const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)]
    length.writeUInt32BE(data.length)
    checksum.writeUInt32BE(crc32(body))
    return Buffer.concat([length, body, checksum])
  }
  const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0])
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  const rows = Buffer.alloc((1 + Math.ceil(width / 8)) * height, 0xff)
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0))
  ])
}

async function start(t: Test) {
  const api = await startApi(t)
  const upload = (id: string, image: Buffer = png(2500, 1686), type = 'image/png') =>
    api.post(`/v2/bot/richmenu/${id}/content`, image, { 'content-type': type })
  async function create({ image = true } = {}): Promise<string> {
    const { richMenuId } = (await api.post('/v2/bot/richmenu', MENU)).body
    if (image) await upload(richMenuId)
    return richMenuId
  }
  const remove = (path: string) => api.call('DELETE', path, undefined)
  /** What the chat page shows below a user's chat. */
  const shown = async (user = 'Hana') =>
    (await api.get(`/simulator/rich-menu?user=${user}`)).body.richMenu?.richMenuId
  return { ...api, upload, create, remove, shown }
}

t.test('a rich menu is created, got, listed and deleted', async (t) => {
  const { create, get, remove } = await start(t)
  const id = await create({ image: false })
  t.match(id, /^richmenu-[0-9a-f]{32}$/)
  t.same((await get(`/v2/bot/richmenu/${id}`)).body, { richMenuId: id, ...MENU })
  t.same((await get('/v2/bot/richmenu/list')).body, { richmenus: [{ richMenuId: id, ...MENU }] })
  matches(t, await remove(`/v2/bot/richmenu/${id}`), { status: 200, body: {} })
  matches(t, await get(`/v2/bot/richmenu/${id}`), NOT_FOUND)
  matches(t, await remove(`/v2/bot/richmenu/${id}`), NOT_FOUND)
})

t.test('a rich menu object has a size, texts and areas within LINE’s limits', async (t) => {
  const { post } = await start(t)
  const validate = (menu: object) => post('/v2/bot/richmenu/validate', { ...MENU, ...menu })
  const [area] = MENU.areas
  matches(t, await validate({}), { status: 200, body: {} })
  t.equal((await validate({ name: 'x'.repeat(300), chatBarText: 'x'.repeat(14) })).status, 200)
  t.equal((await validate({ areas: Array(20).fill(area) })).status, 200)
  t.equal((await validate({ size: { width: 800, height: 250 } })).status, 200)
  for (const [menu, property] of [
    [{ chatBarText: 'x'.repeat(15) }, 'chatBarText'],
    [{ chatBarText: '' }, 'chatBarText'],
    [{ name: 'x'.repeat(301) }, 'name'],
    [{ areas: Array(21).fill(area) }, 'areas'],
    [{ size: { width: 799, height: 250 } }, 'size.width'],
    [{ size: { width: 2501, height: 1686 } }, 'size.width'],
    [{ size: { width: 2500, height: 249 } }, 'size.height'],
    [{ size: { width: 1000, height: 1000 } }, 'size'],
    [{ size: undefined }, 'size'],
    [{ selected: null }, 'selected'],
    [{ areas: [{ ...area, action: undefined }] }, 'areas[0].action'],
    [{ areas: [{ ...area, action: { type: 'camera', label: 'a' } }] }, 'areas[0].action.type'],
    [{ areas: [{ ...area, bounds: { x: -1, y: 0, width: 1, height: 1 } }] }, 'areas[0].bounds.x'],
    [{ areas: [{ ...area, action: { type: 'message' } }] }, 'areas[0].action.text']
  ] as const) {
    const { status, body } = await validate(menu)
    t.equal(status, 400, property)
    matches(t, body.details, [{ message: /./, property }], property)
  }
  t.equal((await validate({ selected: 'no' })).status, 400)
  t.equal((await post('/v2/bot/richmenu', { ...MENU, name: '' })).status, 400)
})

t.test('what LINE takes beyond its reference, and what the reference leaves open, are options', async (t) => {
  const { line, create, post, upload } = await start(t)
  const status = async (menu: object) =>
    (await post('/v2/bot/richmenu/validate', { ...MENU, ...menu })).status
  const [area] = MENU.areas
  const withAction = (action: object) => ({ areas: [{ ...area, action }] })
  t.equal(await status(withAction({ type: 'cameraRoll', label: 'a' })), 400)
  line.settings.acceptCameraInRichMenus = true
  t.equal(await status(withAction({ type: 'cameraRoll', label: 'a' })), 200)
  t.equal(await status(withAction({ type: 'camera' })), 200)
  t.equal(await status(withAction({ type: 'location', label: 'a' })), 400, 'a location still is not')

  const outside = [{ ...area, bounds: { x: 2_000, y: 0, width: 501, height: 100 } }]
  t.equal(await status({ areas: outside }), 200)
  line.settings.acceptAreasOutsideRichMenu = false
  matches(
    t,
    await post('/v2/bot/richmenu', { ...MENU, areas: [...MENU.areas, ...outside] }),
    invalid('must be inside the size of the rich menu', 'areas[1].bounds')
  )
  t.equal(await status({}), 200)

  line.settings.acceptOtherRichMenuImageSizes = false
  const id = await create({ image: false })
  matches(t, await upload(id, png(1200, 810)), {
    status: 400,
    body: { message: 'The image size is not allowed for richmenu' }
  })
  t.equal((await upload(id, png(2500, 1686))).status, 200)
})

t.test('a picture is given to a rich menu once', async (t) => {
  const { create, get, post, upload } = await start(t)
  const id = await create({ image: false })
  matches(t, await get(`/v2/bot/richmenu/${id}/content`), NOT_FOUND)
  const refused = { status: 400, body: { message: 'The image size is not allowed for richmenu' } }
  for (const image of [png(799, 400), png(2500, 200), png(1000, 1000), Buffer.from('no picture')]) {
    matches(t, await upload(id, image), refused)
  }
  matches(t, await upload(id, Buffer.concat([png(2500, 1686), Buffer.alloc(1024 * 1024)])), refused)
  matches(t, await upload(id, png(2500, 1686), 'image/jpeg'), refused, 'not what it says')
  t.equal((await upload(id, png(2500, 1686), 'image/gif')).status, 415)
  matches(t, await upload(`richmenu-${'0'.repeat(32)}`), NOT_FOUND)

  matches(t, await upload(id, png(1200, 810)), { status: 200, body: {} })
  matches(t, await upload(id), {
    status: 400,
    body: { message: 'An image has already been uploaded to the richmenu' }
  })
  const image = await get(`/v2/bot/richmenu/${id}/content`)
  t.equal(image.headers.get('content-type'), 'image/png')
  t.ok(image.bytes.equals(png(1200, 810)))
  const { body } = await get('/simulator/rich-menu')
  t.same(body, { richMenu: null, imageUrl: null })
  await post(`/v2/bot/user/all/richmenu/${id}`)
  const { imageUrl } = (await get('/simulator/rich-menu')).body
  t.ok((await get(imageUrl)).bytes.equals(png(1200, 810)), 'the chat page can show it')
})

t.test('a user has their own rich menu, else the default one', async (t) => {
  const { line, ids, create, get, post, remove, shown } = await start(t)
  const changes = (await announcements(t, line, 'rich-menu')) as { userIds: string[] }[]
  const [bare, a, b] = [await create({ image: false }), await create(), await create()]
  const all = '/v2/bot/user/all/richmenu'
  const own = `/v2/bot/user/${ids.user}/richmenu`
  const withoutImage = {
    status: 400,
    body: { message: 'must upload richmenu image before applying it to user' }
  }
  matches(t, await get(all), { status: 404, body: { message: 'no default richmenu', details: [] } })
  matches(t, await get(own), { status: 404, body: { message: 'the user has no richmenu', details: [] } })
  matches(t, await post(`${all}/${bare}`), withoutImage)
  matches(t, await post(`${own}/${bare}`), withoutImage)
  matches(t, await post(`${all}/nothing`), NOT_FOUND)

  matches(t, await post(`${all}/${a}`), { status: 200, body: {} })
  t.same((await get(all)).body, { richMenuId: a })
  await until(() => changes.length > 0)
  t.same(changes, [{ userIds: [ids.user, ids.second, ids.third] }])
  t.equal((await get(own)).status, 404, 'the default one is not linked')
  matches(t, await post(`${own}/${b}`), { status: 200, body: {} })
  t.same((await get(own)).body, { richMenuId: b })
  t.same([await shown('Hana'), await shown('Wei')], [b, a])
  matches(t, await remove(own), { status: 200, body: {} })
  t.equal(await shown(), a)
  matches(t, await remove(all), { status: 200, body: {} })
  t.equal(await shown(), undefined)

  await post(`${own}/${b}`)
  await remove(`/v2/bot/richmenu/${b}`)
  t.equal((await get(own)).status, 404, 'a menu that was deleted is nobody’s')
  matches(t, await post(`/v2/bot/user/${ids.stranger}/richmenu/${a}`), { status: 200 })
  t.equal((await get(`/v2/bot/user/${ids.stranger}/richmenu`)).status, 404, 'LINE links friends only')
  matches(t, await get('/v2/bot/user/U1/richmenu'), {
    status: 400,
    body: { message: "The value for the 'userId' parameter is invalid" }
  })
})

t.test('rich menus are linked to up to 500 users at once', async (t) => {
  const { ids, create, post, shown } = await start(t)
  const richMenuId = await create()
  const link = (userIds: unknown) => post('/v2/bot/richmenu/bulk/link', { richMenuId, userIds })
  matches(t, await link([ids.user, ids.second]), { status: 202, body: {} })
  t.same(
    [await shown('Hana'), await shown('Wei'), await shown('Somchai')],
    [richMenuId, richMenuId, undefined]
  )
  matches(t, await link([]), invalid('Size must be between 1 and 500', 'userIds'))
  t.equal((await link(Array(501).fill(ids.user))).status, 400)
  t.equal((await link([ids.group])).status, 400)
  matches(t, await post('/v2/bot/richmenu/bulk/unlink', { userIds: [ids.user] }), { status: 202, body: {} })
  t.same([await shown('Hana'), await shown('Wei')], [undefined, richMenuId])
})

t.test('an alias stands for a rich menu with a picture, and can stand for another', async (t) => {
  const { create, get, post, remove } = await start(t)
  const [bare, a, b] = [await create({ image: false }), await create(), await create()]
  const at = '/v2/bot/richmenu/alias'
  const alias = (richMenuAliasId: string, richMenuId: string) => post(at, { richMenuAliasId, richMenuId })
  matches(t, await alias('tab-a', a), { status: 200, body: {} })
  matches(t, await alias('tab-a', b), {
    status: 400,
    body: { message: 'conflict richmenu alias id', details: [] }
  })
  matches(t, await alias('tab-b', bare), {
    status: 400,
    body: { message: 'richmenu not found', details: [] }
  })
  matches(t, await alias('tab-b', `richmenu-${'0'.repeat(32)}`), { status: 400 })
  matches(t, await alias('tab-b', 'b'), invalid('invalid richMenuId', 'richMenuId'))
  for (const id of ['', 'Tab', 'x'.repeat(33), 'a b']) t.equal((await alias(id, a)).status, 400, id)

  t.same((await get(`${at}/tab-a`)).body, { richMenuAliasId: 'tab-a', richMenuId: a })
  matches(t, await post(`${at}/tab-a`, { richMenuId: b }), { status: 200, body: {} })
  t.same((await get(`${at}/list`)).body, { aliases: [{ richMenuAliasId: 'tab-a', richMenuId: b }] })
  matches(t, await remove(`${at}/tab-a`), { status: 200, body: {} })
  const notFound = { status: 404, body: { message: 'richmenu alias not found', details: [] } }
  matches(t, await get(`${at}/tab-a`), notFound)
  matches(t, await remove(`${at}/tab-a`), notFound)
  matches(t, await post(`${at}/tab-a`, { richMenuId: b }), notFound)
  t.same((await get(`${at}/list`)).body, { aliases: [] })
})

t.test('who presses richmenuswitch gets the other menu, and the bot is told how that went', async (t) => {
  const { ids, create, get, post, remove, shown } = await start(t)
  const [a, b] = [await create(), await create()]
  await post(`/v2/bot/user/${ids.user}/richmenu/${a}`)
  await post('/v2/bot/richmenu/alias', { richMenuAliasId: 'b', richMenuId: b })
  const press = async (newRichMenuAliasId: string) => {
    const { body } = await post('/simulator/events', {
      type: 'postback',
      data: 'to b',
      params: { newRichMenuAliasId }
    })
    return body.event.postback
  }
  t.same(await press('b'), { data: 'to b', params: { newRichMenuAliasId: 'b', status: 'SUCCESS' } })
  t.equal(await shown(), b)
  matches(t, await press('c'), { params: { status: 'RICHMENU_ALIAS_ID_NOTFOUND' } })
  await remove(`/v2/bot/richmenu/${b}`)
  matches(t, await press('b'), { params: { status: 'RICHMENU_NOTFOUND' } })
  t.equal((await get(`/v2/bot/user/${ids.user}/richmenu`)).status, 404)
})

t.test('in a batch, who had one menu gets the other, all at once', async (t) => {
  const { line, clock, ids, create, get, post, shown } = await start(t)
  line.settings.progressMs = 1_000
  const [a, b, c, bare] = [await create(), await create(), await create(), await create({ image: false })]
  await post(`/v2/bot/user/${ids.user}/richmenu/${a}`)
  await post(`/v2/bot/user/${ids.second}/richmenu/${b}`)
  await post(`/v2/bot/user/${ids.third}/richmenu/${c}`)
  const operations = [
    { type: 'link', from: a, to: b },
    { type: 'link', from: b, to: c },
    { type: 'unlink', from: c }
  ]
  const validate = (operations: object[]) => post('/v2/bot/richmenu/validate/batch', { operations })
  matches(t, await validate(operations), { status: 200, body: {} })
  t.same([await shown('Hana'), await shown('Wei')], [a, b], 'validating changes nothing')
  const { status, headers } = await post('/v2/bot/richmenu/batch', { operations })
  t.equal(status, 202)
  t.same([await shown('Hana'), await shown('Wei'), await shown('Somchai')], [b, c, undefined])

  const at = '/v2/bot/richmenu/progress/batch'
  const progress = () => get(`${at}?requestId=${headers.get('x-line-request-id')}`)
  matches(t, await progress(), { body: { phase: 'ongoing', acceptedTime: /Z$/, completedTime: undefined } })
  clock.now += 1_000
  matches(t, await progress(), { body: { phase: 'succeeded', completedTime: /Z$/ } })
  matches(t, await get(`${at}?requestId=1`), NOT_FOUND)
  t.equal((await get(at)).status, 400)

  matches(
    t,
    await validate([{ type: 'link', from: 'a', to: b }]),
    invalid('invalid richMenuId', 'operations[0].from')
  )
  matches(
    t,
    await validate([{ type: 'unlink', from: a }, { type: 'unlinkAll' }]),
    invalid("'unlinkAll' type can't be combined with other type", 'operations[].type')
  )
  matches(
    t,
    await validate([
      { type: 'unlink', from: a },
      { type: 'unlink', from: a }
    ]),
    invalid(`from richmenu (${a}) is duplicated`, 'operations[].from')
  )
  matches(t, await validate([{ type: 'unlink', from: `richmenu-${'0'.repeat(32)}` }]), NOT_FOUND)
  t.equal((await validate([{ type: 'link', from: a, to: bare }])).status, 400)
  t.equal((await validate([{ type: 'swap', from: a, to: b } as object])).status, 400)
  t.equal((await validate([])).status, 400)

  await post('/v2/bot/richmenu/batch', { operations: [{ type: 'unlinkAll' }] })
  t.same([await shown('Hana'), await shown('Wei')], [undefined, undefined])
  clock.now += 15 * DAY
  matches(t, await progress(), NOT_FOUND, 'LINE knows of a batch for 14 days')
})
