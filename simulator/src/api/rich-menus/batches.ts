import { type Static, Type } from 'typebox'
import { List, OneOf } from '../../messages/scalars.ts'
import { LIMITS } from '../../openapi/limits.ts'
import { phaseOf } from '../../state/progress.ts'
import { createRecent } from '../../state/recent.ts'
import type { RichMenus } from '../../state/rich-menus.ts'
import { invalidParameter, invalidProperty, NOT_FOUND, Refusal } from '../errors.ts'
import { isRichMenuId } from '../ids.ts'
import type { Api } from '../operation.ts'
import { WITHOUT_IMAGE } from './rich-menus.ts'

const richMenuBatchRequest = Type.Object({
  operations: List(
    OneOf(
      Type.Object({ type: Type.Literal('link'), from: Type.String(), to: Type.String() }),
      Type.Object({ type: Type.Literal('unlink'), from: Type.String() }),
      Type.Object({ type: Type.Literal('unlinkAll') })
    ),
    { min: 1, ...LIMITS.RichMenuBatchRequest.operations }
  ),
  resumeRequestKey: Type.Optional(Type.String({ pattern: '^[a-zA-Z0-9_-]{1,100}$' }))
})

type Batch = Static<typeof richMenuBatchRequest>
const DAY_MS = 86_400_000

/**
 * Replaces the rich menus of all users who have a given one.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#batch-control-rich-menus-of-users
 */
export function richMenuBatches({ operation, channel }: Api): void {
  const { richMenus, settings, now } = channel
  const accepted = createRecent<number>(1_000, { ttlMs: 14 * DAY_MS, now })

  operation('richMenuBatch', { body: richMenuBatchRequest }, ({ body, request, reply }) => {
    checkBatch(body, richMenus)
    apply(body, richMenus)
    accepted.set(request.lineRequestId, now())
    return reply.status(202).send({})
  })

  operation('validateRichMenuBatchRequest', { body: richMenuBatchRequest }, ({ body }) => {
    checkBatch(body, richMenus)
    return {}
  })

  operation('getRichMenuBatchProgress', {}, ({ query: { requestId } }) => {
    if (!requestId) throw new Refusal(invalidParameter('requestId'))
    const acceptedAt = accepted.get(requestId)
    if (acceptedAt === undefined) throw new Refusal(NOT_FOUND)
    const acceptedTime = new Date(acceptedAt).toISOString()
    if (phaseOf(acceptedAt, settings.progressMs, now()) !== 'succeeded')
      return { phase: 'ongoing', acceptedTime }
    const completedTime = new Date(acceptedAt + settings.progressMs).toISOString()
    return { phase: 'succeeded', acceptedTime, completedTime }
  })
}

/**
 * @throws Refusal for an invalid or unknown rich menu, two operations on one menu, or unlinkAll with other operations
 */
function checkBatch({ operations }: Batch, richMenus: RichMenus): void {
  if (operations.length > 1 && operations.some(({ type }) => type === 'unlinkAll')) {
    throw new Refusal(
      invalidProperty('operations[].type', "'unlinkAll' type can't be combined with other type")
    )
  }
  const from = new Set<string>()
  for (const [index, one] of operations.entries()) {
    if (one.type === 'unlinkAll') continue
    checkRichMenu(one.from, `operations[${index}].from`, richMenus)
    if (one.type === 'link') checkRichMenu(one.to, `operations[${index}].to`, richMenus)
    if (from.has(one.from)) {
      throw new Refusal(invalidProperty('operations[].from', `from richmenu (${one.from}) is duplicated`))
    }
    from.add(one.from)
  }
}

function checkRichMenu(richMenuId: string, property: string, richMenus: RichMenus): void {
  if (!isRichMenuId(richMenuId)) throw new Refusal(invalidProperty(property, 'invalid richMenuId'))
  if (!richMenus.get(richMenuId)) throw new Refusal(NOT_FOUND)
  if (!richMenus.get(richMenuId)?.image) throw new Refusal(WITHOUT_IMAGE)
}

/** Applies all operations at once: each affects the users who had the menu before the batch. */
function apply({ operations }: Batch, richMenus: RichMenus): void {
  const changes = operations.map((one) => ({
    one,
    userIds: richMenus.usersOf(one.type === 'unlinkAll' ? undefined : one.from)
  }))
  for (const { one, userIds } of changes) {
    if (one.type === 'link') richMenus.link(one.to, userIds)
    else richMenus.unlink(userIds)
  }
}
