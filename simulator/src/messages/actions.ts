import { type TSchema, Type } from 'typebox'
import { ENUMS } from '../openapi/enums.ts'
import { LIMITS } from '../openapi/limits.ts'
import { shared } from './ajv.ts'
import { Graphemes, LinkUri, OneOf, Text } from './scalars.ts'

const { Enum, Literal, Object: Properties, Optional, String: AnyText } = Type

/** The schema of `label` depends on the object that contains the action. */
interface Place {
  label: TSchema
  /** rejects unknown properties */
  additionalProperties?: false
}

const data = () => Text(LIMITS.PostbackAction.data.max, { min: 0 })

/** @see https://developers.line.biz/en/reference/messaging-api/#postback-action */
export const PostbackAction = <P extends Place>({ label, ...options }: P) =>
  Properties(
    {
      type: Literal('postback'),
      label: label as P['label'],
      data: data(),
      displayText: Optional(Graphemes(300, { min: 0 })),
      text: Optional(Graphemes(300, { min: 0 })),
      inputOption: Optional(Enum(ENUMS.PostbackAction.inputOption)),
      fillInText: Optional(Graphemes(300, { min: 0 }))
    },
    { ...options, not: { required: ['displayText', 'text'] } }
  )

/** @see https://developers.line.biz/en/reference/messaging-api/#message-action */
export const MessageAction = <P extends Place>({ label, ...options }: P) =>
  Properties({ type: Literal('message'), label: label as P['label'], text: Graphemes(300) }, options)

/** @see https://developers.line.biz/en/reference/messaging-api/#uri-action */
export const UriAction = <P extends Place>({ label, ...options }: P) =>
  Properties(
    {
      type: Literal('uri'),
      label: label as P['label'],
      uri: LinkUri(),
      altUri: Optional(Properties({ desktop: Optional(LinkUri()) }, options))
    },
    options
  )

/** @see https://developers.line.biz/en/reference/messaging-api/#datetime-picker-action */
export const DatetimePickerAction = <P extends Place>({ label, ...options }: P) =>
  Properties(
    {
      type: Literal('datetimepicker'),
      label: label as P['label'],
      data: data(),
      mode: Enum(ENUMS.DatetimePickerAction.mode),
      initial: Optional(AnyText()),
      max: Optional(AnyText()),
      min: Optional(AnyText())
    },
    { ...options, dateTimes: true }
  )

/** @see https://developers.line.biz/en/reference/messaging-api/#clipboard-action */
export const ClipboardAction = <P extends Place>({ label, ...options }: P) =>
  Properties(
    {
      type: Literal('clipboard'),
      label: label as P['label'],
      clipboardText: Text(LIMITS.ClipboardAction.clipboardText.max)
    },
    options
  )

/** @see https://developers.line.biz/en/reference/messaging-api/#richmenu-switch-action */
export const RichMenuSwitchAction = <P extends Place>({ label, ...options }: P) =>
  Properties(
    {
      type: Literal('richmenuswitch'),
      label: label as P['label'],
      richMenuAliasId: Text(LIMITS.RichMenuSwitchAction.richMenuAliasId.max),
      data: data()
    },
    options
  )

/** Actions that the reference allows in quick replies only. */
const only = <T extends 'camera' | 'cameraRoll' | 'location', L extends TSchema>(type: T, label: L) =>
  Properties({ type: Literal(type), label })

/** @see https://developers.line.biz/en/reference/messaging-api/#camera-action */
export const CameraAction = only('camera', Graphemes(20))
/** @see https://developers.line.biz/en/reference/messaging-api/#camera-roll-action */
export const CameraRollAction = only('cameraRoll', Graphemes(20))
/** @see https://developers.line.biz/en/reference/messaging-api/#location-action */
export const LocationAction = only('location', Graphemes(20))

/** The actions that are allowed everywhere. */
const everywhere = <P extends Place>(place: P) =>
  [
    PostbackAction(place),
    MessageAction(place),
    UriAction(place),
    DatetimePickerAction(place),
    ClipboardAction(place)
  ] as const

const label = (max: number) => Graphemes(max)
const optionalLabel = (max: number) => Optional(Graphemes(max, { min: 0 }))

/** @see https://developers.line.biz/en/reference/messaging-api/#action-object-label-spec */
export const TemplateAction = shared('TemplateAction', OneOf(...everywhere({ label: label(20) })))
export const ImageCarouselAction = shared(
  'ImageCarouselAction',
  OneOf(...everywhere({ label: optionalLabel(12) }))
)
export const QuickReplyAction = shared(
  'QuickReplyAction',
  OneOf(...everywhere({ label: label(20) }), CameraAction, CameraRollAction, LocationAction)
)
export const RichMenuAction = shared(
  'RichMenuAction',
  OneOf(...everywhere({ label: optionalLabel(20) }), RichMenuSwitchAction({ label: optionalLabel(20) }))
)
/** The actions that LINE has been observed to accept. */
export const RichMenuActionWithCamera = shared(
  'RichMenuActionWithCamera',
  OneOf(
    ...everywhere({ label: optionalLabel(20) }),
    RichMenuSwitchAction({ label: optionalLabel(20) }),
    only('camera', optionalLabel(20)),
    only('cameraRoll', optionalLabel(20))
  )
)
export const FlexButtonAction = shared(
  'FlexButtonAction',
  OneOf(...everywhere({ label: label(40), additionalProperties: false }))
)
export const FlexAction = shared(
  'FlexAction',
  OneOf(...everywhere({ label: optionalLabel(40), additionalProperties: false }))
)
/** @see https://developers.line.biz/en/reference/messaging-api/#f-video */
export const FlexVideoAction = OneOf(UriAction({ label: optionalLabel(40), additionalProperties: false }))
