/** What LINE counts as one character of a text. */
export const TEXT_LENGTHS = ['graphemes', 'codePoints', 'utf16'] as const
export type TextLength = (typeof TEXT_LENGTHS)[number]

/**
 * What nobody outside LINE knows, or where LINE was seen to do otherwise than its reference says; each with the answer that
 * the simulator gives by default.
 */
export interface UnknownRules {
  /** whether text of white space alone is accepted: yes */
  acceptBlankText: boolean
  /** whether a number or boolean is taken for a text, and a text for a number or boolean, if it reads as one: no */
  convertScalars: boolean
  /** whether the reply token of a refused message is used up: no */
  badMessageUsesToken: boolean
  /** how texts are counted whose length the reference states in grapheme clusters; it was seen to be code points */
  textLength: TextLength
  /** whether an imagemap may have another width than 1,040: no */
  acceptOtherImagemapWidths: boolean
  /** whether a rich menu may have the actions `camera` and `cameraRoll`, as one was created with: no */
  acceptCameraInRichMenus: boolean
  /** whether areas of a rich menu may reach beyond its size: yes, as the reference does not forbid it */
  acceptAreasOutsideRichMenu: boolean
  /** whether the image of a rich menu may have another size than the menu: yes, as the reference does not forbid it */
  acceptOtherRichMenuImageSizes: boolean
  /** whether a coupon message may have an id that no coupon has: yes, as the reference names no error for it */
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
