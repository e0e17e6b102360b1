import { invalid, type LineError } from '../../line-error.ts'

/**
 * What LINE has against the quote tokens of messages that have the right form. LINE's words are not documented.
 *
 * @param isFrom whether a token is of a message in the chat that they go to
 * @see https://developers.line.biz/en/docs/messaging-api/get-quote-tokens/
 */
export function checkQuotes(
  messages: unknown,
  isFrom: (quoteToken: string) => boolean
): LineError | undefined {
  const details = (messages as { quoteToken?: string | null }[]).flatMap(({ quoteToken }, index) =>
    typeof quoteToken !== 'string' || isFrom(quoteToken)
      ? []
      : [{ message: 'Invalid quote token', property: `messages[${index}].quoteToken` }]
  )
  return details.length > 0 ? invalid(details) : undefined
}
