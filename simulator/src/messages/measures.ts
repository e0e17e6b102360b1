export type Unit = 'px' | '%' | 'deg'

export interface MeasureRule {
  units: Unit[]
  /** values that are allowed instead of a number */
  keywords?: readonly string[]
  /** 0 by default */
  min?: number
  max?: number
  /** exclusive maximum */
  below?: number
}

export type MeasureProblem = 'property' | 'unit' | 'low' | 'high'

/** Errors in a length, percentage or angle of a Flex Message, such as `12.5px`, `50%`, `90deg` or `md`. */
export function measureProblems(rule: MeasureRule, value: string): MeasureProblem[] {
  const {
    units,
    keywords = [],
    min = 0,
    max = Number.POSITIVE_INFINITY,
    below = Number.POSITIVE_INFINITY
  } = rule
  if (keywords.includes(value)) return []
  const [, digits, unit] = /^(-?\d{1,20}(?:\.\d{1,20})?)(px|%|deg)$/.exec(value) ?? []
  if (!digits) return ['property']
  if (!units.includes(unit as Unit)) return ['unit']
  const number = Number(digits)
  if (number < min) return ['low']
  return number > max || number >= below ? ['high'] : []
}

const MAX_SIDE = 100_000

export type RatioProblem = 'property' | 'ratio'

/** Errors in an `aspectRatio`: `{width}:{height}`, each from 1 to 100,000, with a height of at most three widths. */
export function ratioProblems(value: string): RatioProblem[] {
  const [, width, height] = /^(\d{1,6}(?:\.\d{1,20})?):(\d{1,6}(?:\.\d{1,20})?)$/.exec(value) ?? []
  if (!width || !height) return ['property']
  const [w, h] = [Number(width), Number(height)]
  if (w < 1 || h < 1 || w > MAX_SIDE || h > MAX_SIDE) return ['property']
  return h > 3 * w ? ['ratio'] : []
}
