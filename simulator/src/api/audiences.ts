import { Type } from 'typebox'
import { List, Text } from '../messages/scalars.ts'
import { LIMITS } from '../openapi/limits.ts'
import type { Audience } from '../state/audiences.ts'
import { detailed, invalidParameter, invalidProperty, Refusal } from './errors.ts'
import { isUserId } from './ids.ts'
import type { Api, Call } from './operation.ts'

const MEGABYTE = 1024 * 1024
const DESCRIPTION = Text(LIMITS.CreateAudienceGroupRequest.description.max)
const userIds = List(Type.Object({ id: Type.String() }), LIMITS.CreateAudienceGroupRequest.audiences)

const createRequest = Type.Object({
  description: DESCRIPTION,
  isIfaAudience: Type.Optional(Type.Boolean()),
  uploadDescription: Type.Optional(Type.String()),
  audiences: Type.Optional(userIds)
})
const addRequest = Type.Object({
  audienceGroupId: Type.Integer(),
  uploadDescription: Type.Optional(Type.String()),
  audiences: userIds
})
const clickRequest = Type.Object({
  description: DESCRIPTION,
  requestId: Text(1_000),
  clickUrl: Type.Optional(Text(LIMITS.CreateClickBasedAudienceGroupRequest.clickUrl.max))
})
const impRequest = Type.Object({ description: DESCRIPTION, requestId: Text(1_000) })

/** https://developers.line.biz/en/reference/messaging-api/#manage-audience-group */
export function audiences({ operation, channel: { audiences: state } }: Api): void {
  operation('createAudienceGroup', { body: createRequest }, ({ body, reply }) => {
    const { description, isIfaAudience = false } = body
    const audience = state.create({ type: 'UPLOAD', description, isIfaAudience }, idsOf(body.audiences))
    return reply.status(202).send(createdOf(audience))
  })

  operation('addAudienceToAudienceGroup', { body: addRequest }, ({ body, reply }) => {
    state.add(find(body.audienceGroupId), idsOf(body.audiences), body.uploadDescription)
    return reply.status(202).send({})
  })

  // LINE serves the two operations with files on api-data.line.me.
  const withFile = { bodyLimit: 60 * MEGABYTE }
  operation('createAudienceForUploadingUserIds', withFile, async (call) => {
    const form = await formOf(call)
    const description = String(form.get('description') ?? '')
    if (description === '') throw new Refusal(invalidProperty('description', 'May not be empty'))
    const audience = state.create({ type: 'UPLOAD', description }, await linesOf(form))
    return call.reply.status(202).send(createdOf(audience))
  })

  operation('addUserIdsToAudience', withFile, async (call) => {
    const form = await formOf(call)
    const audience = find(Number(form.get('audienceGroupId')))
    state.add(audience, await linesOf(form), String(form.get('uploadDescription') ?? ''))
    return call.reply.status(202).send({})
  })

  operation('createClickBasedAudienceGroup', { body: clickRequest }, ({ body, reply }) =>
    reply.status(202).send(createdOf(state.create({ type: 'CLICK', ...body })))
  )

  operation('createImpBasedAudienceGroup', { body: impRequest }, ({ body, reply }) =>
    reply.status(202).send(createdOf(state.create({ type: 'IMP', ...body })))
  )

  operation(
    'updateAudienceGroupDescription',
    { body: Type.Object({ description: DESCRIPTION }) },
    ({ body, params }) => {
      find(Number(params.audienceGroupId)).group.description = body.description
      return {}
    }
  )

  operation('deleteAudienceGroup', {}, ({ params, reply }) => {
    state.delete(find(Number(params.audienceGroupId)).group.audienceGroupId)
    return reply.status(200).send({})
  })

  operation('getAudienceData', {}, ({ params }) => {
    const { group, jobs } = find(Number(params.audienceGroupId))
    return { audienceGroup: group, jobs }
  })

  operation('getAudienceGroups', {}, ({ query }) => listOf(state.list(), query))
  // The simulator has no shared audiences.
  operation('getSharedAudienceGroups', {}, ({ query }) =>
    listOf(query.includesOwnedAudienceGroups === 'true' ? state.list() : [], query)
  )
  operation('getSharedAudienceData', {}, () => {
    throw new Refusal(NO_AUDIENCE)
  })

  function find(audienceGroupId: number): Audience {
    const found = state.get(audienceGroupId)
    if (found) return found
    throw new Refusal(NO_AUDIENCE)
  }
}

const NO_AUDIENCE = detailed(400, 'AUDIENCE_GROUP_NOT_FOUND')
const DAY_SECONDS = 86_400

/** The response for a created audience. */
const createdOf = ({ group }: Audience) => ({
  audienceGroupId: group.audienceGroupId,
  createRoute: group.createRoute,
  type: group.type,
  description: group.description,
  created: group.created,
  ...(group.requestId && { requestId: group.requestId }),
  ...(group.clickUrl && { clickUrl: group.clickUrl }),
  permission: group.permission,
  expireTimestamp: group.created + 180 * DAY_SECONDS,
  isIfaAudience: group.isIfaAudience
})

function listOf(all: Audience[], query: Call['query']) {
  const page = Number(query.page)
  if (!Number.isInteger(page) || page < 1) throw new Refusal(invalidParameter('page'))
  const size = Number(query.size ?? 20)
  if (!Number.isInteger(size) || size < 1 || size > LIMITS.getAudienceGroups.size.max)
    throw new Refusal(invalidParameter('size'))
  const found = all
    .map(({ group }) => group)
    .filter(({ description }) => description.toLowerCase().includes(query.description?.toLowerCase() ?? ''))
    .filter(({ status }) => !query.status || status === query.status)
    .filter(({ createRoute }) => !query.createRoute || createRoute === query.createRoute)
  const from = (page - 1) * size
  return {
    audienceGroups: found.slice(from, from + size),
    hasNextPage: found.length > from + size,
    totalCount: found.length,
    readWriteAudienceGroupTotalCount: found.length,
    page,
    size
  }
}

function idsOf(list: { id: string }[] = []): string[] {
  const wrong = list.findIndex(({ id }) => !isUserId(id))
  if (wrong >= 0) throw new Refusal(invalidProperty(`audiences[${wrong}].id`, 'Must be the ID of a user'))
  return list.map(({ id }) => id)
}

/** Parses a multipart body. */
async function formOf({ request }: Call): Promise<FormData> {
  const type = request.headers['content-type'] ?? ''
  try {
    const body = Buffer.isBuffer(request.body) ? new Uint8Array(request.body) : undefined
    return await new Response(body, { headers: { 'content-type': type } }).formData()
  } catch {
    throw new Refusal(detailed(400, 'The request body is not multipart/form-data'))
  }
}

/** The user ids in the file, one per line. */
async function linesOf(form: FormData): Promise<string[]> {
  const file = form.get('file')
  if (!(file instanceof Blob)) throw new Refusal(invalidProperty('file', 'May not be empty'))
  const lines = (await file.text()).split(/\r?\n/).filter(Boolean)
  if (lines.every(isUserId)) return lines
  throw new Refusal(detailed(400, 'UPLOAD_AUDIENCE_GROUP_INVALID_AUDIENCE_ID_FORMAT'))
}
