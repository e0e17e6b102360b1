import type { webhook } from '@line/bot-sdk'
import t from 'tap'
import { type EventSpec, eventSpec } from '../../src/events/event-spec.ts'
import { createEvent as event } from '../../src/index.ts'
import { matches } from '../support/matches.ts'

const WITH_REPLY_TOKEN = new Set([
  'text',
  'image',
  'video',
  'audio',
  'file',
  'location',
  'sticker',
  'unknownMessage',
  'messageEdited',
  'follow',
  'join',
  'memberJoined',
  'postback',
  'videoPlayComplete',
  'beacon',
  'accountLink',
  'membership',
  'unknownEvent'
])

const SOURCES = {
  user: { type: 'user', userId: /^U[0-9a-f]{32}$/ },
  member: { type: 'group', groupId: /^C[0-9a-f]{32}$/, userId: /^U[0-9a-f]{32}$/ },
  group: { type: 'group', groupId: /^C[0-9a-f]{32}$/, userId: undefined },
  none: { type: undefined }
}

function sourceTypeOf(type: string): keyof typeof SOURCES {
  if (['join', 'leave', 'memberJoined', 'memberLeft'].includes(type)) return 'group'
  if (['module', 'botSuspended', 'botResumed', 'delivery'].includes(type)) return 'none'
  return type === 'messageEdited' ? 'member' : 'user'
}

for (const type of eventSpec.properties.type.enum) {
  t.test(`sends ${type} as LINE does`, async (t) => {
    const made = event({ type }) as webhook.Event & { replyToken?: string }
    matches(t, made, {
      type: String,
      mode: 'active',
      timestamp: Number,
      webhookEventId: /^[0-9A-HJKMNP-TV-Z]{26}$/,
      deliveryContext: { isRedelivery: false }
    })
    t.equal('replyToken' in made, WITH_REPLY_TOKEN.has(type))
    if (made.replyToken) t.match(made.replyToken, /^[0-9a-f]{32}$/)
    matches(t, made.source ?? {}, SOURCES[sourceTypeOf(type)])
    if (made.type === 'message') t.match(made.message.id, /^\d{18}$/)
    t.notOk(JSON.stringify(made).includes('null'))
    t.notOk('replyToken' in event({ type, mode: 'standby' }), 'in standby no event has a reply token')
  })
}

t.test('what can be said of an event, is', async (t) => {
  const cases: [EventSpec, object][] = [
    [{ type: 'text', source: 'room' }, { source: { type: 'room', roomId: /^R/, userId: /^U/ } }],
    [{ type: 'text', source: 'group', anonymous: true }, { source: { type: 'group', userId: undefined } }],
    [
      { type: 'text', mention: ['bot', 'Somchai', 'all'], text: 'hi' },
      {
        source: { type: 'group' },
        message: {
          text: '@Echo bot @Somchai @All hi',
          mention: {
            mentionees: [
              { index: 0, length: 9, isSelf: true },
              { index: 10, length: 8, isSelf: false },
              { index: 19, length: 4, type: 'all' }
            ]
          }
        }
      }
    ],
    [
      { type: 'postback', data: 'd', params: { datetime: '2026-11-25T10:30' }, displayText: 'not sent' },
      { postback: { data: 'd', params: { datetime: '2026-11-25T10:30' }, displayText: undefined } }
    ],
    [
      { type: 'postback', params: { newRichMenuAliasId: 'a', status: 'RICHMENU_NOTFOUND' } },
      { postback: { params: { newRichMenuAliasId: 'a', status: 'RICHMENU_NOTFOUND' } } }
    ],
    [{ type: 'follow', isUnblocked: true }, { follow: { isUnblocked: true } }],
    [{ type: 'membership', membership: 'renewed' }, { membership: { type: 'renewed', membershipId: 3189 } }],
    [
      { type: 'membership', membership: 'left', membershipId: 5 },
      { membership: { type: 'left', membershipId: 5 } }
    ],
    [
      { type: 'module', module: 'detached' },
      { module: { type: 'detached', reason: 'bot_deleted', scopes: undefined } }
    ],
    [
      { type: 'beacon', beacon: 'stay', hwid: 'a', dm: 'ff' },
      { beacon: { type: 'stay', hwid: 'a', dm: 'ff' } }
    ],
    [
      { type: 'image', imageSet: { id: '1', index: 2, total: 3 } },
      { message: { imageSet: { id: '1', index: 2, total: 3 } } }
    ],
    [
      {
        type: 'video',
        contentProvider: 'external',
        originalContentUrl: 'https://a.example/b.mp4',
        duration: 7
      },
      {
        message: {
          duration: 7,
          contentProvider: {
            type: 'external',
            originalContentUrl: 'https://a.example/b.mp4',
            previewImageUrl: 'https://example.com/preview.jpg'
          }
        }
      }
    ],
    [
      { type: 'audio', contentProvider: 'external' },
      {
        message: {
          contentProvider: { type: 'external', originalContentUrl: /^https/, previewImageUrl: undefined }
        }
      }
    ],
    [
      { type: 'sticker', stickerResourceType: 'MESSAGE', text: 'hi', keywords: [] },
      { message: { stickerResourceType: 'MESSAGE', text: 'hi', keywords: [] } }
    ],
    [{ type: 'file', fileName: 'a.txt', fileSize: 5 }, { message: { fileName: 'a.txt', fileSize: 5 } }],
    [{ type: 'location', latitude: -5, longitude: 0 }, { message: { latitude: -5, longitude: 0 } }],
    [{ type: 'videoPlayComplete', trackingId: 'x' }, { videoPlayComplete: { trackingId: 'x' } }],
    [{ type: 'accountLink', nonce: 'n' }, { link: { result: 'ok', nonce: 'n' } }],
    [{ type: 'memberJoined', members: ['Hana', 'Wei'] }, { joined: { members: [{}, {}] } }],
    [
      { type: 'text', timestamp: 1 },
      { timestamp: 1, webhookEventId: /^00000000/ }
    ],
    [
      { type: 'text', mention: 'bot', text: 'hi' },
      {
        message: {
          text: '@Echo bot hi',
          mention: { mentionees: [{ index: 0, length: 9, type: 'user', isSelf: true }] }
        }
      }
    ],
    [
      { type: 'text', mention: 'all' },
      { message: { text: '@All Hello', mention: { mentionees: [{ type: 'all' }] } } }
    ],
    [
      { type: 'text', mention: 'user' },
      { message: { mention: { mentionees: [{ type: 'user', isSelf: false }] } } }
    ],
    [
      {
        type: 'text',
        mention: 'all',
        text: '(a)',
        emojis: [{ index: 0, length: 3, productId: 'p', emojiId: 'e' }]
      },
      { message: { emojis: [{ index: 5, length: 3 }] } }
    ],
    [{ type: 'text', quotedMessageId: '1' }, { message: { quotedMessageId: '1' } }],
    [
      { type: 'sticker', quotedMessageId: '1', packageId: '2' },
      { message: { quotedMessageId: '1', packageId: '2' } }
    ],
    [
      { type: 'messageEdited', messageId: '5', text: 'b' },
      { type: 'messageEdited', message: { id: '5', text: 'b' } }
    ],
    [{ type: 'unsend', messageId: '5' }, { unsend: { messageId: '5' } }],
    [
      { type: 'accountLink', failed: true },
      { replyToken: undefined, link: { result: 'failed' } }
    ],
    [{ type: 'postback', data: 'x' }, { postback: { data: 'x' } }],
    [
      { type: 'text', override: { mode: null, extra: 1 } },
      { mode: undefined, extra: 1 }
    ]
  ]
  for (const [spec, expected] of cases) matches(t, event(spec), expected, JSON.stringify(spec))
})

t.test('what comes from a group or room says so, and by whom when somebody did it alone', (t) => {
  for (const source of ['group', 'room'] as const) {
    for (const type of ['text', 'sticker', 'postback', 'unsend', 'videoPlayComplete'] as const) {
      matches(t, event({ type, source }).source, { type: source, userId: /^U/ }, `${type} in a ${source}`)
    }
    for (const type of ['join', 'leave', 'memberJoined', 'memberLeft'] as const) {
      matches(
        t,
        event({ type, source }).source,
        { type: source, userId: undefined },
        `${type} in a ${source}`
      )
    }
  }
  t.end()
})

t.test('a spec of what LINE could not send is refused with the reason', (t) => {
  const impossible: [EventSpec, RegExp][] = [
    ...(['follow', 'unfollow', 'accountLink', 'beacon', 'membership'] as const).flatMap((type) =>
      (['group', 'room'] as const).map((source): [EventSpec, RegExp] => [
        { type, source },
        /only from a user/
      ])
    ),
    ...(['join', 'leave', 'memberJoined', 'memberLeft'] as const).map((type): [EventSpec, RegExp] => [
      { type, source: 'user' },
      /only from a group or a room/
    ]),
    [{ type: 'messageEdited', source: 'user' }, /only from a group$/],
    [{ type: 'messageEdited', source: 'room' }, /only from a group$/],
    ...(['delivery', 'module', 'botSuspended', 'botResumed'] as const).map((type): [EventSpec, RegExp] => [
      { type, source: 'group' },
      /has no source/
    ]),
    [{ type: 'text', mention: 'bot', source: 'user' }, /in groups and rooms only/],
    [{ type: 'text', anonymous: true }, /the source has the user id/],
    [{ type: 'text', source: 'group', chatId: 'C0' }, /unknown group C0/],
    [{ type: 'text', source: 'group', mention: ['Nobody'] }, /unknown user Nobody/],
    [{ type: 'memberLeft', members: ['Nobody'] }, /unknown user Nobody/],
    [{ type: 'postback', params: { date: '2026-13-01' } }, /params must have one of/],
    [{ type: 'postback', params: { time: '24:00' } }, /params must have one of/],
    [{ type: 'postback', params: { datetime: '2026-11-25 10:30' } }, /params must have one of/],
    [{ type: 'postback', params: {} }, /params must have one of/],
    [{ type: 'postback', params: { date: '2026-11-25', time: '10:30' } }, /params must have one of/],
    [{ type: 'postback', params: { newRichMenuAliasId: 'a', status: 'OK' } }, /status, one of SUCCESS/],
    [{ type: 'sticker', stickerResourceType: 'STATIC', text: 'a' }, /MESSAGE has a text/],
    [{ type: 'sticker', stickerResourceType: 'MESSAGE', text: 'x'.repeat(101) }, /at most 100/],
    [{ type: 'image', originalContentUrl: 'https://a.example/b.jpg' }, /require contentProvider: external/]
  ]
  for (const [spec, message] of impossible) {
    t.throws(() => event(spec), { statusCode: 400, message }, JSON.stringify(spec))
  }
  t.end()
})
