/** LINE's keywords for lengths. @see https://developers.line.biz/en/docs/messaging-api/flex-message-layout/ */
const SPACES = { none: '0px', xs: '2px', sm: '4px', md: '8px', lg: '12px', xl: '16px', xxl: '20px' }
const BORDERS = { none: '0px', light: '0.5px', normal: '1px', medium: '2px', 'semi-bold': '3px', bold: '4px' }
const FONTS = {
  xxs: '11px',
  xs: '13px',
  sm: '14px',
  md: '16px',
  lg: '19px',
  xl: '22px',
  xxl: '29px',
  '3xl': '35px',
  '4xl': '48px',
  '5xl': '74px'
}
const IMAGES = {
  xxs: '40px',
  xs: '60px',
  sm: '80px',
  md: '100px',
  lg: '120px',
  xl: '140px',
  xxl: '160px',
  '3xl': '180px',
  '4xl': '200px',
  '5xl': '220px',
  full: '100%'
}
export const BUBBLES = {
  nano: '120px',
  micro: '160px',
  deca: '220px',
  hecto: '241px',
  kilo: '260px',
  mega: '300px',
  giga: '500px'
}

/** A keyword, pixels or a percentage as CSS has it; undefined for anything else. */
const lengthOf = (keywords) => (value) => {
  if (typeof value !== 'string') return
  if (Object.hasOwn(keywords, value)) return keywords[value]
  return /^-?\d+(\.\d+)?(px|%)$/.test(value) ? value : undefined
}

export const space = lengthOf(SPACES)
export const border = lengthOf(BORDERS)
export const fontSize = lengthOf(FONTS)
export const imageSize = lengthOf(IMAGES)
export const plain = lengthOf({})

/** `#RRGGBB` or `#RRGGBBAA`; undefined for anything else. */
export const colour = (value) =>
  typeof value === 'string' && /^#([0-9a-f]{6}|[0-9a-f]{8})$/i.test(value) ? value : undefined

/** `20:13` as CSS has it. */
export function ratio(value, otherwise = '1') {
  const [, width, height] = /^(\d+(?:\.\d+)?):(\d+(?:\.\d+)?)$/.exec(value ?? '') ?? []
  return Number(width) > 0 && Number(height) > 0 ? `${width} / ${height}` : otherwise
}

/** A style without what is not set. */
export const styleOf = (entries) =>
  Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined))
