import type { FastifyInstance } from 'fastify'
import type { Channel } from '../channel.ts'
import { userOf } from '../events/event-source.ts'

/** Rich menus and message content for the chat page. Needs no access token. */
export async function pictures(app: FastifyInstance, { channel }: { channel: Channel }): Promise<void> {
  const { richMenus, people, contents } = channel

  app.get<{ Querystring: { user?: string } }>('/rich-menu', async ({ query }) => {
    const current = richMenus.current(userOf(query.user, people).userId)
    if (!current) return { richMenu: null, imageUrl: null }
    return { richMenu: current.menu, imageUrl: `/simulator/rich-menus/${current.menu.richMenuId}/image` }
  })

  app.get<{ Params: { id: string } }>('/rich-menus/:id/image', async ({ params }, reply) => {
    const image = richMenus.get(params.id)?.image
    return image ? reply.type(image.type).send(image.bytes) : reply.callNotFound()
  })

  app.get<{ Params: { id: string } }>('/content/:id', async ({ params }, reply) => {
    const content = contents.get(params.id)
    return content ? reply.type(content.type).send(content.bytes) : reply.callNotFound()
  })

  app.get<{ Params: { id: string } }>('/content/:id/preview', async ({ params }, reply) => {
    const preview = contents.get(params.id)?.preview
    return preview ? reply.type(preview.type).send(preview.bytes) : reply.callNotFound()
  })
}
