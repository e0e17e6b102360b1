import { type Static, type TSchema, Type } from 'typebox'

const { Optional } = Type

interface Limits {
  /** in UTF-16 code units; 0 if empty text is allowed */
  min?: number
}

/** A text of at most `max` UTF-16 code units. */
export const Text = (max: number, { min = 1 }: Limits = {}) => Type.String({ characters: { min, max } })

/** A text of at most `max` grapheme clusters. */
export const Graphemes = (max: number, { min = 1 }: Limits = {}) =>
  Type.String({ characters: { min, max, graphemes: true } })

/** The URL of an image, video or audio file that LINE downloads. */
export const MediaUrl = () => Type.String({ uri: { schemes: ['https'], max: 2_000 } })

/** The URL that a tap opens. */
export const LinkUri = () => Type.String({ uri: { schemes: ['http', 'https', 'line', 'tel'], max: 1_000 } })

/** `#RRGGBB` */
export const RgbColor = () => Type.String({ pattern: '^#[0-9a-fA-F]{6}$' })

/** One of several types, distinguished by `type`. */
export const OneOf = <Types extends TSchema[]>(...types: Types) =>
  Type.Unsafe<Static<Types[number]>>({
    type: 'object',
    discriminator: { propertyName: 'type' },
    oneOf: types
  })

/** A list. If it is too long, its items are not validated. */
export const List = <Item extends TSchema>(items: Item, { min = 0, max }: { min?: number; max: number }) =>
  Type.Unsafe<Static<Item>[]>({
    type: 'array',
    minItems: min,
    maxItems: max,
    if: { maxItems: max },
    // biome-ignore lint/suspicious/noThenProperty: JSON Schema's keyword
    then: { items }
  })

/** An object with arbitrary names. If it has too many, its values are not validated. */
export const NamedValues = <Value extends TSchema>(values: Value, { max }: { max: number }) =>
  Type.Unsafe<Record<string, Static<Value>>>({
    type: 'object',
    maxProperties: max,
    if: { maxProperties: max },
    // biome-ignore lint/suspicious/noThenProperty: JSON Schema's keyword
    then: { additionalProperties: values }
  })

/** The same properties, all optional. */
export const optional = <Properties extends Record<string, TSchema>>(properties: Properties) =>
  Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, Optional(schema)])) as {
    [Name in keyof Properties]: ReturnType<typeof Optional<Properties[Name]>>
  }
