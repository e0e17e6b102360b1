/**
 * What LINE, or something in front of it, said, as it can be shown to anybody: on one line, at most 300 characters,
 * without anything that has the length of a credential or a user's id.
 */
export const showable = (words: unknown): string =>
  String(words ?? '')
    .replace(/[!-~]{32,}/g, (word) => (/^https:\/\/[\w.-]*line\.biz\//.test(word) ? word : '…'))
    .replace(/[\s\p{C}]+/gu, ' ')
    .trim()
    .slice(0, MAX_LENGTH)
    .toWellFormed()

const MAX_LENGTH = 300
