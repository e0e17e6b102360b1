import { Type } from 'typebox'
import type { EventSpec } from '../events/event-spec.ts'
import { LIMITS } from '../openapi/limits.ts'
import type * as module from '../openapi/module.ts'
import { findGathering, findReachable } from '../state/people.ts'
import { invalidParameter, lineError, NOT_FOUND, Refusal } from './errors.ts'
import { isChatId, isUserId } from './ids.ts'
import type { Api } from './operation.ts'
import { pageOf } from './pages.ts'

const BAD_ID = lineError(400, 'user/group/room Id is not available.')
const NOT_DETACHABLE = lineError(400, 'Specified channel is not detachable')

const DEFAULT_TTL_SECONDS = 3_600
const { max: MAX_TTL_SECONDS } = LIMITS.AcquireChatControlRequest.ttl

const acquireRequest = Type.Object({
  expired: Type.Optional(Type.Boolean()),
  ttl: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_TTL_SECONDS }))
})

/** Module channels. The channel is attached to one bot. https://developers.line.biz/en/reference/partner-docs/#module */
export function modules({ operation, channel }: Api): void {
  const { chatControl, modules: state, people, now } = channel

  operation('getModules', {}, ({ query }): module.GetModulesResponse => {
    const { items, next } = pageOf(state.isAttached() ? [people.bot] : [], {
      query,
      ...LIMITS.getModules.limit
    })
    return { bots: items, ...(next && { next }) }
  })

  operation('detachModule', { body: Type.Object({ botId: Type.Optional(Type.String()) }) }, ({ body }) => {
    if (!isUserId(body.botId)) throw new Refusal(BAD_ID)
    if (!state.isAttached() || body.botId !== people.bot.userId) throw new Refusal(NOT_DETACHABLE)
    state.detach()
    return {}
  })

  operation('acquireChatControl', { body: acquireRequest, isBodyOptional: true }, ({ body, params }) => {
    const chatId = chatIn(params)
    const source = sourceOf(chatId)
    if (!source) throw new Refusal(NOT_FOUND)
    const { expired = true, ttl = DEFAULT_TTL_SECONDS } = body
    const expireAt = expired ? now() + ttl * 1_000 : Number.MAX_SAFE_INTEGER
    chatControl.acquire(chatId, expireAt)
    tell({ type: 'activated', ...source, override: { chatControl: { expireAt } } })
    return {}
  })

  operation('releaseChatControl', {}, ({ params }) => {
    const chatId = chatIn(params)
    const source = sourceOf(chatId)
    if (source && !chatControl.isStandby(chatId)) {
      chatControl.release(chatId)
      tell({ type: 'deactivated', ...source })
    }
    return {}
  })

  const tell = (spec: EventSpec): void => void channel.deliver(channel.create(spec))

  /** The source of an event in this chat; undefined if the bot is not in it. */
  function sourceOf(id: string): Partial<EventSpec> | undefined {
    if (findReachable(people, id)) return { source: 'user', user: id }
    if (!findGathering(people, id)) return
    return { source: id.startsWith('C') ? 'group' : 'room', chatId: id }
  }
}

function chatIn({ chatId = '' }: Record<string, string>): string {
  if (isChatId(chatId)) return chatId
  throw new Refusal(invalidParameter('chatId'))
}
