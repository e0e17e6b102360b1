import { type Channel, ChannelError } from '../line/channel.ts'
import { showable } from '../line/words.ts'

/** What LINE said the last time it was asked. */
export interface LineFacts {
  /**
   * Whether LINE accepts the channel access token. `forbidden`: it does not allow the call, whatever the token;
   * `not-issued`: it issues none for the channel id and secret
   */
  accessToken: 'accepted' | 'refused' | 'forbidden' | 'not-issued' | 'unknown'
  bot: { name: string; basicId: string; pictureUrl: string | null } | null
  /** the registered webhook URL; null when there is none, undefined when LINE does not say */
  endpoint: string | null | undefined
  /** whether "Use webhook" is on; null when LINE does not say */
  useWebhook: boolean | null
  /** what LINE said when it did not accept a call; the code of the connection's error when it said nothing */
  error: { status: number | null; message: string } | null
}

/** Asks LINE who the bot is and where its webhooks go. An answer that makes no sense is none. */
export async function askLine(channel: Pick<Channel, 'bot' | 'webhook'>): Promise<LineFacts> {
  const [bot, webhook] = await Promise.allSettled([channel.bot(), channel.webhook()])
  const failure = [bot, webhook].find((answer) => answer.status === 'rejected')?.reason
  const profile = bot.status === 'fulfilled' ? botOf(bot.value?.profile) : null
  const registered = webhook.status === 'fulfilled' ? endpointOf(webhook.value) : NOT_SAID
  return {
    accessToken: profile ? 'accepted' : verdictOn(bot),
    bot: profile,
    ...registered,
    error: failure instanceof ChannelError ? errorOf(failure) : null
  }
}

function verdictOn(answer: PromiseSettledResult<unknown>): LineFacts['accessToken'] {
  const reason = answer.status === 'rejected' && answer.reason
  if (!(reason instanceof ChannelError)) return 'unknown'
  if (reason.status === 403) return 'forbidden'
  if (reason.notIssued) return 'not-issued'
  return reason.status === 401 ? 'refused' : 'unknown'
}

/** Without a status the words are ours or the network's: its codes are of use, and say nothing private. */
function errorOf({ status, message }: ChannelError): LineFacts['error'] {
  if (status !== undefined) return { status, message: showable(message) }
  return { status: null, message: /^[A-Z][A-Z_0-9]+$/.test(message) ? message : 'no answer' }
}

function botOf(profile: unknown): LineFacts['bot'] {
  const { displayName, basicId, pictureUrl } = propertiesOf(profile)
  if (typeof displayName !== 'string' || typeof basicId !== 'string') return null
  return { name: displayName, basicId, pictureUrl: isPicture(pictureUrl) ? pictureUrl : null }
}

/** Its host goes into the page's policy: nothing there may end the policy's sentence. */
function isPicture(url: unknown): url is string {
  const parsed = typeof url === 'string' ? URL.parse(url) : null
  return parsed?.protocol === 'https:' && /^[a-z0-9.-]+$/.test(parsed.hostname)
}

function endpointOf(answer: unknown): Pick<LineFacts, 'endpoint' | 'useWebhook'> {
  if (answer === undefined) return { endpoint: null, useWebhook: null }
  const { endpoint, active } = propertiesOf(answer)
  if (typeof endpoint !== 'string') return NOT_SAID
  return { endpoint: endpoint || null, useWebhook: typeof active === 'boolean' ? active : null }
}

const NOT_SAID = { endpoint: undefined, useWebhook: null }

const propertiesOf = (value: unknown): Record<string, unknown> => Object(value)
