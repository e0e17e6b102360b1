import { type Static, Type } from 'typebox'
import { ENUMS } from '../openapi/enums.ts'
import { ImageCarouselAction, TemplateAction } from './actions.ts'
import { charactersProblems } from './characters.ts'
import { type Finding, Message, type MessageContext, messageType } from './message.ts'
import { Graphemes, List, MediaUrl, OneOf, RgbColor, Text } from './scalars.ts'

const { Enum, Literal, Optional } = Type

/** Properties for the images of a template. */
const pictures = {
  imageAspectRatio: Optional(Enum(ENUMS.TemplateImageAspectRatio)),
  imageSize: Optional(Enum(ENUMS.TemplateImageSize))
}

/** The properties that a buttons template and a carousel column share. */
const card = (limits: { text: number; actions: number }) => ({
  thumbnailImageUrl: Optional(MediaUrl()),
  imageBackgroundColor: Optional(RgbColor()),
  title: Optional(Graphemes(40)),
  text: Graphemes(limits.text),
  defaultAction: Optional(TemplateAction),
  actions: List(TemplateAction, { min: 1, max: limits.actions })
})

/** @see https://developers.line.biz/en/reference/messaging-api/#buttons */
export const ButtonsTemplate = Type.Object({
  type: Literal('buttons'),
  ...pictures,
  ...card({ text: 160, actions: 4 })
})

/** @see https://developers.line.biz/en/reference/messaging-api/#confirm */
export const ConfirmTemplate = Type.Object({
  type: Literal('confirm'),
  text: Graphemes(240),
  actions: List(TemplateAction, { min: 2, max: 2 })
})

/** @see https://developers.line.biz/en/reference/messaging-api/#column-object-for-carousel */
export const CarouselColumn = Type.Object(card({ text: 120, actions: 3 }))

/** @see https://developers.line.biz/en/reference/messaging-api/#carousel */
export const CarouselTemplate = Type.Object({
  type: Literal('carousel'),
  columns: List(CarouselColumn, { min: 1, max: 10 }),
  ...pictures
})

/** @see https://developers.line.biz/en/reference/messaging-api/#column-object-for-image-carousel */
export const ImageCarouselColumn = Type.Object({ imageUrl: MediaUrl(), action: ImageCarouselAction })

/** @see https://developers.line.biz/en/reference/messaging-api/#image-carousel */
export const ImageCarouselTemplate = Type.Object({
  type: Literal('image_carousel'),
  columns: List(ImageCarouselColumn, { min: 1, max: 10 })
})

/** @see https://developers.line.biz/en/reference/messaging-api/#template-messages */
export const TemplateMessage = Message('template', {
  altText: Text(1_500),
  template: OneOf(ButtonsTemplate, ConfirmTemplate, CarouselTemplate, ImageCarouselTemplate)
})

export const template = messageType(TemplateMessage, {
  findings({ template }, { rules }, isSound) {
    if (!isSound('/template/type')) return []
    if (template.type === 'buttons')
      return isSound('/template/text') ? textUnderTitle(template, '/template', rules) : []
    if (template.type !== 'carousel' || !isSound('/template/columns')) return []
    const columns = template.columns.map((column, index) => ({ column, at: `/template/columns/${index}` }))
    return [
      ...columns
        .filter(({ at }) => isSound(`${at}/text`))
        .flatMap(({ column, at }) => textUnderTitle(column, at, rules)),
      ...unlikeColumns(columns.filter(({ at }) => isSound(`${at}/actions`)).map(({ column }) => column))
    ]
  }
})

type Card = Pick<Static<typeof CarouselColumn>, 'title' | 'text' | 'thumbnailImageUrl'>
const MAX_TEXT_UNDER_TITLE = 60

function textUnderTitle(
  { title, thumbnailImageUrl, text }: Card,
  at: string,
  { textLength }: MessageContext['rules']
): Finding[] {
  if (title === undefined && thumbnailImageUrl === undefined) return []
  const problems = charactersProblems(
    { min: 1, max: MAX_TEXT_UNDER_TITLE, graphemes: true },
    text,
    textLength
  )
  return problems.map(() => ({
    at: `${at}/text`,
    message: `must not be longer than ${MAX_TEXT_UNDER_TITLE} characters`
  }))
}

/** All columns must have as many actions as the first one, and a title or an image if it has one. */
function unlikeColumns(columns: Static<typeof CarouselColumn>[]): Finding[] {
  const [first] = columns
  const isAlike = (column: (typeof columns)[number]) =>
    column.actions.length === first?.actions.length &&
    (column.title === undefined) === (first.title === undefined) &&
    (column.thumbnailImageUrl === undefined) === (first.thumbnailImageUrl === undefined)
  if (columns.every(isAlike)) return []
  return [
    {
      at: '/template/columns',
      message: 'inconsistent use of title, image and the number of actions'
    }
  ]
}
