/**
 * The two hosts of LINE's API. `api-data.line.me` serves large data such as content and images.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#domain-name
 */
export type LineHost = 'api.line.me' | 'api-data.line.me'

declare module 'node:http' {
  interface IncomingMessage {
    /** the LINE host that the port simulates; undefined if it simulates both */
    lineHost?: LineHost | undefined
  }
}
