/**
 * Holds the schemas to the SDK's types, which are generated from LINE's OpenAPI; the compiler runs it. What a schema
 * takes is of the SDK's type, and both have the same properties: one that LINE adds is an error here.
 */
import type { messagingApi as sdk } from '@line/bot-sdk'
import type { Static, TSchema, TString } from 'typebox'
import type * as actions from '../../src/messages/actions.ts'
import type { CouponMessage } from '../../src/messages/coupon.ts'
import type * as box from '../../src/messages/flex/box.ts'
import type * as containers from '../../src/messages/flex/container.ts'
import type * as pictures from '../../src/messages/flex/media.ts'
import type * as texts from '../../src/messages/flex/text.ts'
import type * as imagemap from '../../src/messages/imagemap.ts'
import type { LocationMessage } from '../../src/messages/location.ts'
import type * as media from '../../src/messages/media.ts'
import type * as quickReply from '../../src/messages/quick-reply.ts'
import type { Sender } from '../../src/messages/sender.ts'
import type * as template from '../../src/messages/template.ts'
import type { Emoji, TextMessage } from '../../src/messages/text.ts'
import type * as v2 from '../../src/messages/text-v2.ts'

type Same<Schema extends TSchema, Sdks> =
  Static<Schema> extends Sdks
    ? [Exclude<keyof Sdks, keyof Static<Schema>>, Exclude<keyof Static<Schema>, keyof Sdks>] extends [
        never,
        never
      ]
      ? true
      : ['differ in', Exclude<keyof Sdks, keyof Static<Schema>>, Exclude<keyof Static<Schema>, keyof Sdks>]
    : 'the schema takes what the SDK does not know'

/** A place where an action has a label. */
type Place = { label: TString }

export const messages: [
  Same<typeof TextMessage, sdk.TextMessage>,
  Same<typeof Emoji, sdk.Emoji>,
  Same<typeof v2.TextMessageV2, sdk.TextMessageV2>,
  Same<typeof v2.MentionSubstitution, sdk.MentionSubstitutionObject>,
  Same<typeof v2.EmojiSubstitution, sdk.EmojiSubstitutionObject>,
  Same<typeof media.StickerMessage, sdk.StickerMessage>,
  Same<typeof media.ImageMessage, sdk.ImageMessage>,
  Same<typeof media.VideoMessage, sdk.VideoMessage>,
  Same<typeof media.AudioMessage, sdk.AudioMessage>,
  Same<typeof LocationMessage, sdk.LocationMessage>,
  Same<typeof CouponMessage, sdk.CouponMessage>,
  Same<typeof imagemap.ImagemapMessage, sdk.ImagemapMessage>,
  Same<typeof imagemap.ImagemapArea, sdk.ImagemapArea>,
  Same<typeof imagemap.ImagemapVideo, sdk.ImagemapVideo>,
  Same<typeof template.TemplateMessage, sdk.TemplateMessage>,
  Same<typeof containers.FlexMessage, sdk.FlexMessage>,
  Same<typeof Sender, sdk.Sender>,
  Same<typeof quickReply.QuickReply, sdk.QuickReply>,
  Same<typeof quickReply.QuickReplyItem, sdk.QuickReplyItem>
] = [
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true,
  true
]

export const templates: [
  Same<typeof template.ButtonsTemplate, sdk.ButtonsTemplate>,
  Same<typeof template.ConfirmTemplate, sdk.ConfirmTemplate>,
  Same<typeof template.CarouselTemplate, sdk.CarouselTemplate>,
  Same<typeof template.CarouselColumn, sdk.CarouselColumn>,
  Same<typeof template.ImageCarouselTemplate, sdk.ImageCarouselTemplate>,
  Same<typeof template.ImageCarouselColumn, sdk.ImageCarouselColumn>
] = [true, true, true, true, true, true]

export const everyAction: [
  Same<ReturnType<typeof actions.PostbackAction<Place>>, sdk.PostbackAction>,
  Same<ReturnType<typeof actions.MessageAction<Place>>, sdk.MessageAction>,
  Same<ReturnType<typeof actions.UriAction<Place>>, sdk.URIAction>,
  Same<ReturnType<typeof actions.DatetimePickerAction<Place>>, sdk.DatetimePickerAction>,
  Same<ReturnType<typeof actions.ClipboardAction<Place>>, sdk.ClipboardAction>,
  Same<ReturnType<typeof actions.RichMenuSwitchAction<Place>>, sdk.RichMenuSwitchAction>,
  Same<typeof actions.CameraAction, sdk.CameraAction>,
  Same<typeof actions.CameraRollAction, sdk.CameraRollAction>,
  Same<typeof actions.LocationAction, sdk.LocationAction>
] = [true, true, true, true, true, true, true, true, true]

export const flex: [
  Same<typeof containers.FlexBubble, sdk.FlexBubble>,
  Same<typeof containers.FlexCarousel, sdk.FlexCarousel>,
  Same<typeof containers.FlexBubbleStyles, sdk.FlexBubbleStyles>,
  Same<typeof containers.FlexBlockStyle, sdk.FlexBlockStyle>,
  Same<typeof box.FlexBox, sdk.FlexBox>,
  Same<typeof box.FlexButton, sdk.FlexButton>,
  Same<typeof box.FlexSeparator, sdk.FlexSeparator>,
  Same<typeof box.FlexFiller, sdk.FlexFiller>,
  Same<typeof box.FlexBoxLinearGradient, sdk.FlexBoxLinearGradient>,
  Same<typeof pictures.FlexImage, sdk.FlexImage>,
  Same<typeof pictures.FlexIcon, sdk.FlexIcon>,
  Same<typeof pictures.FlexVideo, sdk.FlexVideo>,
  Same<typeof texts.FlexText, sdk.FlexText>,
  Same<typeof texts.FlexSpan, sdk.FlexSpan>
] = [true, true, true, true, true, true, true, true, true, true, true, true, true, true]
