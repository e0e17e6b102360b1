import { setTimeout as sleep } from 'node:timers/promises'
import { backoff } from '../timing/backoff.ts'
import { type AccessToken, TOKEN_TIMEOUT_MS } from './access-token.ts'
import { readErrorBody } from './error-body.ts'
import { LineError } from './errors.ts'

export interface ContentClientOptions {
  /** the host from which LINE serves users' files, e.g. `https://api-data.line.me` */
  baseUrl: string
  accessToken: AccessToken
}

/** LINE prepares an image within a second, and a video within several. */
const MAX_PAUSE_MS = 2_000

export type ContentClient = ReturnType<typeof createContentClient>

/** Creates a function that downloads the files that users send. */
export function createContentClient({ baseUrl, accessToken }: ContentClientOptions) {
  /**
   * Requests the content of a message until LINE has prepared it.
   *
   * @throws LineError when LINE refuses the request, or no longer has the content
   * @throws the signal's reason when it aborts, which also ends a body that is being read
   */
  return async function getContent(messageId: string, signal: AbortSignal): Promise<Response> {
    const url = new URL(`/v2/bot/message/${encodeURIComponent(messageId)}/content`, baseUrl)
    let isTokenNew = false
    for (let tries = 1; ; tries++) {
      const token = await accessToken.get(Date.now() + TOKEN_TIMEOUT_MS)
      const response = await fetch(url, { headers: { authorization: `Bearer ${token}` }, signal })
      if (response.status === 200) return response
      const { message } = readErrorBody(await response.text(), [token])
      if (response.status === 401 && !isTokenNew && accessToken.invalidate(token)) {
        isTokenNew = true
      } else if (response.status === 202) {
        await sleep(backoff(tries, MAX_PAUSE_MS), undefined, { signal })
      } else {
        throw new LineError(message || `HTTP ${response.status}`, { status: response.status })
      }
    }
  }
}
