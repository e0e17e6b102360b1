import t from 'tap'
import { Type } from 'typebox'
import { RichMenuAction } from '../../src/messages/actions.ts'
import { createBodyCheck } from '../../src/messages/check-body.ts'
import { UNKNOWN_RULES } from '../../src/messages/unknown-rules.ts'
import { matches } from '../support/matches.ts'
import { content, request, startValidator, wrongType } from './validator.ts'

const buttons = (action: unknown) => ({
  type: 'template',
  altText: 'a',
  template: { type: 'buttons', text: 't', actions: [action] }
})
const quickReply = (action: unknown) => ({ type: 'text', text: 'a', quickReply: { items: [{ action }] } })
const at = (property: string, message: string) => content([`template/actions/0/${property}`, message])
const FAMILY = '👨‍👩‍👧‍👦'

t.test('a postback action has data, and shows one text', async (t) => {
  const { takes, refuses } = await startValidator(t)
  const postback = (properties = {}) => buttons({ type: 'postback', label: 'p', data: 'd', ...properties })
  await takes({
    one: postback(),
    'all it can have': postback({
      label: FAMILY.repeat(20),
      data: 'x'.repeat(300),
      displayText: 'x'.repeat(300),
      inputOption: 'openKeyboard',
      fillInText: 'x'.repeat(300)
    }),
    'the old text': postback({ text: 'x'.repeat(300) }),
    'empty data, which OpenAPI lets be': postback({ data: '' })
  })
  await refuses({
    'no label': [postback({ label: undefined }), at('label', 'must be specified')],
    'an empty label': [postback({ label: '' }), at('label', 'must be non-empty text')],
    'a label of 21': [
      postback({ label: 'x'.repeat(21) }),
      at('label', 'must not be longer than 20 characters')
    ],
    'no data': [postback({ data: undefined }), at('data', 'must be specified')],
    'data of 301': [postback({ data: 'x'.repeat(301) }), at('data', 'size must be between 0 and 300')],
    'data of 151 apples, each two units': [
      postback({ data: '🍎'.repeat(151) }),
      at('data', 'size must be between 0 and 300')
    ],
    'a shown text of 301': [
      postback({ displayText: 'x'.repeat(301) }),
      at('displayText', 'must not be longer than 300 characters')
    ],
    'both texts': [
      postback({ displayText: 'a', text: 'a' }),
      content(['template/actions/0', '`displayText` and `text` cannot both be specified'])
    ],
    'another input': [
      postback({ inputOption: 'openCamera' }),
      at(
        'inputOption',
        'must be one of the following values: [closeRichMenu, openRichMenu, openKeyboard, openVoice]'
      )
    ],
    'a text of 301 to fill in': [
      postback({ inputOption: 'openKeyboard', fillInText: 'x'.repeat(301) }),
      at('fillInText', 'must not be longer than 300 characters')
    ]
  })
})

t.test('a message action says a text, a clipboard action copies one', async (t) => {
  const { takes, refuses } = await startValidator(t)
  const message = (properties = {}) => buttons({ type: 'message', label: 'm', text: 't', ...properties })
  const clipboard = (properties = {}) =>
    buttons({ type: 'clipboard', label: 'c', clipboardText: 'c', ...properties })
  await takes({
    'a text of 300': message({ text: 'x'.repeat(300) }),
    'a text of 1,000 to copy': clipboard({ clipboardText: 'x'.repeat(1_000) })
  })
  await refuses({
    'no text': [message({ text: undefined }), at('text', 'must be specified')],
    'an empty text': [message({ text: '' }), at('text', 'must be non-empty text')],
    'a text of 301': [
      message({ text: 'x'.repeat(301) }),
      at('text', 'must not be longer than 300 characters')
    ],
    'nothing to copy': [clipboard({ clipboardText: '' }), at('clipboardText', 'must be non-empty text')],
    'a text of 1,001 to copy': [
      clipboard({ clipboardText: 'x'.repeat(1_001) }),
      at('clipboardText', 'size must be between 1 and 1000')
    ]
  })
})

t.test('a URI action opens what LINE can open', async (t) => {
  const { takes, refuses } = await startValidator(t)
  const uri = (uri: unknown, altUri?: unknown) => buttons({ type: 'uri', label: 'u', uri, altUri })
  const desktop = (desktop: unknown) => uri('https://example.com/', { desktop })
  await takes({
    'a page': uri('https://example.com/?q=a%20b#c'),
    'a page without TLS': uri('http://example.com/page/123'),
    'a page of LINE': uri('https://line.me/R/nv/recommendOA/%40linedevelopers'),
    'a part of the app': uri('line://nv/camera/'),
    'a phone': uri('tel:09001234567'),
    'a scheme in capitals': uri('HTTPS://example.com/'),
    '1,000 characters': uri(`https://example.com/${'x'.repeat(980)}`),
    'another page for desktops': desktop('http://example.com/pc/page/222'),
    'no other page for desktops': uri('https://example.com/', {})
  })
  await refuses({
    none: [uri(undefined), at('uri', 'must be specified')],
    'an empty one': [uri(''), at('uri', 'must be non-empty text')],
    'a script': [uri('javascript:alert(1)'), at('uri', 'invalid uri scheme')],
    'a mail': [uri('mailto:a@example.com'), at('uri', 'invalid uri scheme')],
    'a path': [
      uri('/booking'),
      content(['template/actions/0/uri', 'invalid uri'], ['template/actions/0/uri', 'invalid uri scheme'])
    ],
    '1,001 characters': [
      uri(`https://example.com/${'x'.repeat(981)}`),
      at('uri', 'size must be between 0 and 1000')
    ],
    'a file for desktops': [desktop('file:///a'), at('altUri/desktop', 'invalid uri scheme')],
    'a number': [uri(1), wrongType('messages[0].template.actions[0].uri')]
  })
})

t.test('a datetime picker has a mode, and limits in its format and in order', async (t) => {
  const { takes, refuses } = await startValidator(t)
  const picker = (mode: unknown, initial?: string, min?: string, max?: string) =>
    buttons({ type: 'datetimepicker', label: 'd', data: 'd', mode, initial, min, max })
  await takes({
    'a mode': picker('date'),
    'dates from the first to the last': picker('date', '2017-06-18', '1900-01-01', '2100-12-31'),
    'a leap day': picker('date', '2024-02-29'),
    times: picker('time', '06:15', '00:00', '23:59'),
    'both, in either form': picker('datetime', '2017-12-25t00:00', '2017-12-25T00:00', '2018-01-24t23:59')
  })
  const format = 'invalid datetime format for the specified mode'
  const order = content(['template/actions/0', 'invalid date time order'])
  await refuses({
    'no mode': [picker(undefined), at('mode', 'must be specified')],
    'another mode': [
      picker('year'),
      at('mode', 'must be one of the following values: [date, time, datetime]')
    ],
    'a date that is none': [picker('date', '2023-02-29'), at('initial', format)],
    'a date before the first': [picker('date', '1899-12-31'), at('initial', format)],
    'a date after the last': [picker('date', '2101-01-01'), at('initial', format)],
    'a date for a time': [picker('time', '2017-06-18'), at('initial', format)],
    'a time that is none': [picker('time', '24:00'), at('initial', format)],
    'a date and a time without T': [picker('datetime', '2017-06-18 06:15'), at('initial', format)],
    'a date with seconds': [picker('datetime', '2017-06-18T06:15:00'), at('initial', format)],
    'a minimum after the maximum': [picker('date', undefined, '2018-01-02', '2018-01-01'), order],
    'a minimum at the maximum': [picker('time', undefined, '12:00', '12:00'), order],
    'an initial date before the minimum': [picker('date', '2017-12-31', '2018-01-01'), order],
    'an initial date after the maximum': [picker('date', '2018-01-02', undefined, '2018-01-01'), order]
  })
})

t.test(
  'camera, camera roll and location are for quick replies, menus are switched by rich menus',
  async (t) => {
    const { takes, refuses } = await startValidator(t)
    const templates =
      'must be one of the following values: [postback, message, uri, datetimepicker, clipboard]'
    const replies = templates.replace('clipboard]', 'clipboard, camera, cameraRoll, location]')
    const richMenuSwitch = { type: 'richmenuswitch', label: 'a', richMenuAliasId: 'a', data: 'a' }
    for (const type of ['camera', 'cameraRoll', 'location']) {
      const action = { type, label: 'x'.repeat(20) }
      const property = 'messages[0].quickReply.items[0].action.label'
      await takes({ [`${type} in a quick reply`]: quickReply(action) })
      await refuses({
        [`${type} in a template`]: [buttons(action), at('type', templates)],
        [`${type} without label`]: [quickReply({ type }), request([property, 'must be specified'])],
        [`${type} with a label of 21`]: [
          quickReply({ type, label: 'x'.repeat(21) }),
          request([property, 'must not be longer than 20 characters'])
        ]
      })
    }
    await refuses({
      'a menu switch in a template': [buttons(richMenuSwitch), at('type', templates)],
      'a menu switch in a quick reply': [
        quickReply(richMenuSwitch),
        request(['messages[0].quickReply.items[0].action.type', replies])
      ],
      'a message in a quick reply without its text': [
        quickReply({ type: 'message', label: 'm' }),
        request(['messages[0].quickReply.items[0].action.text', 'must be specified'])
      ],
      'no action at all': [buttons('a'), wrongType('messages[0].template.actions[0]')]
    })
  }
)

t.test('a request of any kind is checked in the same way', (t) => {
  const check = createBodyCheck(
    Type.Object({ selected: Type.Boolean(), areas: Type.Array(Type.Object({ action: RichMenuAction })) }),
    'content'
  )
  const ask = (body: object) => check(body, JSON.stringify(body), UNKNOWN_RULES)
  const menuSwitch = { type: 'richmenuswitch', richMenuAliasId: 'a', data: 'a' }
  const good = { selected: true, areas: [{ action: menuSwitch }] }
  t.same(ask({ ...good, size: null }), { body: good })
  t.same(ask({ areas: [{ action: { ...menuSwitch, label: 'x'.repeat(21) } }] }), {
    refusal: {
      status: 400,
      body: request(
        ['selected', 'must be specified'],
        ['areas[0].action.label', 'must not be longer than 20 characters']
      )
    }
  })
  matches(t, ask({ ...good, selected: 'yes' }), {
    refusal: { status: 400, body: { message: /^The property, 'selected', .*\(line: 1, column: 13\)$/ } }
  })
  t.end()
})
