/**
 * The two hosts of LINE's API. Large data, such as content and images, is on `api-data.line.me`.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#domain-name
 */
export type LineHost = 'api.line.me' | 'api-data.line.me'

declare module 'node:http' {
  interface IncomingMessage {
    /** the host that the port stands for; undefined for a port that stands for both */
    lineHost?: LineHost | undefined
  }
}
