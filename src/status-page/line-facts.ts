import { answerOf, type BotProfile, type ChannelClient, ChannelError } from '../line/line.ts'
import { redact } from '../log/redact.ts'

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
  /** LINE's words when it said no; without a status, what kept it from answering */
  error: { status: number | null; message: string } | null
}

/** Asks LINE who the bot is and where its webhooks go. */
export async function askLine(channel: Pick<ChannelClient, 'bot' | 'webhook'>): Promise<LineFacts> {
  const [bot, webhook] = await Promise.all([answerOf(channel.bot()), answerOf(channel.webhook())])
  const error = [bot, webhook].find((answer) => answer instanceof ChannelError)
  const isSaid = !(webhook instanceof ChannelError)
  return {
    accessToken: bot instanceof ChannelError ? verdictOn(bot) : 'accepted',
    bot: bot instanceof ChannelError ? null : botOf(bot.profile),
    endpoint: isSaid ? webhook?.endpoint || null : undefined,
    useWebhook: isSaid ? (webhook?.active ?? null) : null,
    error: error ? errorOf(error) : null
  }
}

function verdictOn({ status, notIssued }: ChannelError): LineFacts['accessToken'] {
  if (status === 403) return 'forbidden'
  if (notIssued) return 'not-issued'
  return status === 401 ? 'refused' : 'unknown'
}

/** With a status of success, what answers is not LINE: the words are ours. */
const errorOf = ({ status = 200, message }: ChannelError): LineFacts['error'] => ({
  status: status < 300 ? null : status,
  message: redact(message)
})

const botOf = ({ displayName, basicId, pictureUrl }: BotProfile): LineFacts['bot'] => ({
  name: displayName,
  basicId,
  pictureUrl: pictureUrl && isPicture(pictureUrl) ? pictureUrl : null
})

/** Its host goes into the page's policy: nothing there may end the policy's sentence. */
function isPicture(url: string): boolean {
  const parsed = URL.parse(url)
  return parsed?.protocol === 'https:' && /^[a-z0-9.-]+$/.test(parsed.hostname)
}
