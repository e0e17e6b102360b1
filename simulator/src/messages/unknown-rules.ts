/** What nobody outside LINE knows; each with the answer that the simulator gives by default. */
export interface UnknownRules {
  /** whether text of white space alone is accepted: yes */
  acceptBlankText: boolean
  /** whether a number or boolean is taken for a text, and a text for a number or boolean, if it reads as one: no */
  convertScalars: boolean
  /** whether the reply token of a refused message is used up: no */
  badMessageUsesToken: boolean
}

export const UNKNOWN_RULES: UnknownRules = {
  acceptBlankText: true,
  convertScalars: false,
  badMessageUsesToken: false
}
