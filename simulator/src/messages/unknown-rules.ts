/** Units for the length of a text. */
export const TEXT_LENGTHS = ['graphemes', 'codePoints', 'utf16'] as const
export type TextLength = (typeof TEXT_LENGTHS)[number]

/**
 * Behaviour that LINE does not document, or in which LINE has been observed to differ from its reference.
 */
export interface UnknownRules {
  /** whether to accept text of white space only; true by default */
  acceptBlankText: boolean
  /** whether to accept a number or boolean for a string, and the reverse, if it can be converted; false by default */
  convertScalars: boolean
  /** whether a rejected message uses up the reply token; false by default */
  badMessageUsesToken: boolean
  /** unit of the limits that the reference states in grapheme clusters; LINE has been observed to count code points */
  textLength: TextLength
  /** whether an imagemap may have a width other than 1,040; false by default */
  acceptOtherImagemapWidths: boolean
  /** whether a rich menu may have the actions `camera` and `cameraRoll` (observed at LINE); false by default */
  acceptCameraInRichMenus: boolean
  /** whether areas may extend beyond their rich menu; true by default, because the reference does not forbid it */
  acceptAreasOutsideRichMenu: boolean
  /**
   * whether the image may differ in size from its rich menu; true by default, because the reference does not forbid it
   */
  acceptOtherRichMenuImageSizes: boolean
  /**
   * whether a coupon may be unknown in a coupon message; true by default, because the reference names no error for it
   */
  acceptUnknownCoupons: boolean
}

export const UNKNOWN_RULES: UnknownRules = {
  acceptBlankText: true,
  convertScalars: false,
  badMessageUsesToken: false,
  textLength: 'graphemes',
  acceptOtherImagemapWidths: false,
  acceptCameraInRichMenus: false,
  acceptAreasOutsideRichMenu: true,
  acceptOtherRichMenuImageSizes: true,
  acceptUnknownCoupons: true
}
