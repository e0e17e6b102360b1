import type { FastifyBaseLogger } from 'fastify'

/** The next step of a rotation, by the index of the channel secret that LINE signs with. */
const MESSAGES = [
  'LINE signs with the first secret. When it has done so for 20 minutes, remove the second one from LINE_CHANNEL_SECRET',
  'LINE signs with the second secret: keep both in LINE_CHANNEL_SECRET. If the second one is the new one, put it first'
]

/**
 * Returns a function that is called with the index of the channel secret of each webhook. It logs which of the two LINE
 * signs with: at the first webhook, and whenever it changes.
 */
export function createRotationLog(log: Pick<FastifyBaseLogger, 'info'>) {
  let latest: number | undefined
  return function logSigner(channelSecretIndex: number): void {
    if (channelSecretIndex === latest) return
    latest = channelSecretIndex
    log.info({ variable: 'LINE_CHANNEL_SECRET' }, MESSAGES[channelSecretIndex])
  }
}
