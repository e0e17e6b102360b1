import type { FastifyInstance } from 'fastify'
import { faultsOfRichMenu } from '../api/rich-menus/rich-menu-object.ts'
import type { Channel } from '../channel.ts'
import { isObject, type JsonObject } from '../json.ts'
import { allFaultsOfMessages, type RequestFault } from '../messages/check-messages.ts'
import { UNKNOWN_FIELD } from '../messages/line-words.ts'
import type { Settings } from '../state/settings.ts'
import { type Range, readJsonText } from './json-text.ts'

/** LINE's limit for a request's body, in bytes. */
const MAX_BODY = 2 * 1024 * 1024

/** An error that LINE would report; `line` and `column` start at 1. */
interface Problem extends Range {
  line: number
  column: number
  /** path in LINE's notation; absent if the text is not JSON */
  property?: string
  message: string
}

/** The kind of a text, and all errors that LINE would report in it, in LINE's order. */
export interface Validation {
  kind: 'none' | 'message' | 'messages' | 'request' | 'container' | 'template' | 'richMenu'
  /** a container or a template as part of a message */
  messages?: unknown[]
  richMenu?: JsonObject
  problems: Problem[]
}

/** `at` is a JSON pointer into the text. */
type Subject = Omit<Validation, 'problems'> & { faults: (RequestFault & { at: string })[] }

/** Validates JSON and pushes messages, for the gallery. Needs no access token. */
export async function validate(app: FastifyInstance, { channel }: { channel: Channel }): Promise<void> {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'string', bodyLimit: MAX_BODY }, (_request, body, done) =>
      done(null, body)
    )
    scope.post<{ Body?: string }>('/validate', async ({ body = '' }) => validation(body, channel.settings))
  })

  // Goes through LINE's API, so that it is validated, sent and logged like a call of the bot.
  app.post('/push', async ({ body }, reply) => {
    const { statusCode, payload } = await app.inject({
      method: 'POST',
      url: '/v2/bot/message/push',
      headers: {
        authorization: `Bearer ${channel.settings.channelAccessToken}`,
        'content-type': 'application/json'
      },
      payload: JSON.stringify(body ?? {})
    })
    return reply.status(statusCode).type('application/json; charset=utf-8').send(payload)
  })
}

function validation(text: string, settings: Settings): Validation {
  const json = readJsonText(text)
  if ('problem' in json)
    return { kind: 'none', problems: [{ ...placeOf(json.problem, text), ...json.problem }] }
  const { faults, ...subject } = subjectOf(json.value, settings)
  const problems = faults.map(({ at, property, message }) => {
    const range = json.rangeOf(at, message === UNKNOWN_FIELD ? 'name' : 'value')
    return { ...placeOf(range, text), property, message }
  })
  return { ...subject, problems }
}

function placeOf({ offset, length }: Range, text: string) {
  const lines = text.slice(0, offset).split('\n')
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1, offset, length }
}

/** Detects the kind of a value, and validates it. */
function subjectOf(value: unknown, settings: Settings): Subject {
  /** @param prefix JSON pointer in the request to the value of the text */
  function ofMessages(kind: Subject['kind'], messages: unknown, prefix: string): Subject {
    const faults = allFaultsOfMessages(messages, { rules: settings }).map((fault) => ({
      ...fault,
      at: fault.at.slice(prefix.length)
    }))
    return { kind, ...(Array.isArray(messages) && { messages }), faults }
  }
  if (Array.isArray(value)) return ofMessages('messages', value, '/messages')
  if (!isObject(value)) return ofMessages('message', [value], '/messages/0')
  const { type, messages, contents, columns } = value
  if (type === undefined && messages !== undefined) return ofMessages('request', messages, '')
  if (type === undefined && RICH_MENU.some((name) => name in value)) {
    return { kind: 'richMenu', richMenu: value, faults: faultsOfRichMenu(value, settings) }
  }
  if (type === 'bubble' || (type === 'carousel' && contents !== undefined)) {
    const flex = { type: 'flex', altText: 'Flex Message', contents: value }
    return ofMessages('container', [flex], '/messages/0/contents')
  }
  if (TEMPLATES.has(type) || (type === 'carousel' && columns !== undefined)) {
    const template = { type: 'template', altText: 'Template', template: value }
    return ofMessages('template', [template], '/messages/0/template')
  }
  return ofMessages('message', [value], '/messages/0')
}

const RICH_MENU = ['areas', 'chatBarText', 'size']
const TEMPLATES = new Set<unknown>(['buttons', 'confirm', 'image_carousel'])
