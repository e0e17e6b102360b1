import { Type } from 'typebox'
import { optional } from '../messages/scalars.ts'
import { NO_NAME_OF_LINES } from '../messages/sender.ts'
import { ENUMS } from '../openapi/enums.ts'
import type * as liff from '../openapi/liff.ts'
import { lineError, Refusal } from './errors.ts'
import type { Api } from './operation.ts'

const MAX_APPS = 30
/** LINE does not document its error messages; these follow the descriptions in its reference. */
const NO_APP = lineError(404, 'There is no LIFF app on the channel')
const NO_SUCH_APP = lineError(404, 'The specified LIFF app does not exist')
const TOO_MANY = lineError(400, 'The maximum number of LIFF apps that can be added has been reached')

const view = {
  type: Type.Enum(ENUMS.LiffView.type),
  /** https, without a fragment */
  url: Type.String({ uri: { schemes: ['https'], max: 1_000 }, pattern: '^[^#]*$' })
}
const moduleMode = Type.Optional(Type.Boolean())
const rest = optional({
  description: Type.String({ pattern: NO_NAME_OF_LINES }),
  features: Type.Object(optional({ ble: Type.Boolean(), qrCode: Type.Boolean() })),
  permanentLinkPattern: Type.Enum(['concat']),
  scope: Type.Array(Type.Enum(ENUMS.LiffScope)),
  botPrompt: Type.Enum(ENUMS.LiffBotPrompt)
})

const addRequest = Type.Object({ view: Type.Object({ ...view, moduleMode }), ...rest })
const updateRequest = Type.Object({
  view: Type.Optional(Type.Object({ ...optional(view), moduleMode })),
  ...rest
})

/**
 * LIFF apps. At LINE, they belong to a LINE Login channel; here, to the simulated channel.
 *
 * @see https://developers.line.biz/en/reference/liff-server/
 */
export function liffApps({ operation, channel: { settings, ids } }: Api): void {
  const apps = new Map<string, liff.LiffApp>()

  function find({ liffId = '' }: Record<string, string>): liff.LiffApp {
    const found = apps.get(liffId)
    if (found) return found
    throw new Refusal(NO_SUCH_APP)
  }

  operation('addLIFFApp', { body: addRequest }, ({ body }): liff.AddLiffAppResponse => {
    if (apps.size >= MAX_APPS) throw new Refusal(TOO_MANY)
    const liffId = `${settings.channelId}-${ids.hex(8)}`
    apps.set(liffId, {
      liffId,
      permanentLinkPattern: 'concat',
      scope: ['profile', 'chat_message.write'],
      botPrompt: 'none',
      ...body,
      features: { ble: false, qrCode: false, ...body.features }
    })
    return { liffId }
  })

  operation('getAllLIFFApps', {}, (): liff.GetAllLiffAppsResponse => {
    if (apps.size === 0) throw new Refusal(NO_APP)
    return { apps: [...apps.values()] }
  })

  operation('updateLIFFApp', { body: updateRequest }, ({ body, params }) => {
    const app = find(params)
    Object.assign(app, {
      ...body,
      view: { ...app.view, ...body.view },
      features: { ...app.features, ...body.features }
    })
    return {}
  })

  operation('deleteLIFFApp', {}, ({ params }) => {
    find(params)
    apps.delete(params.liffId ?? '')
    return {}
  })
}
