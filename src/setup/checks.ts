import { answerOf, type BotProfile, type ChannelClient, LineError } from '../line/line.ts'
import { isCallbackPath } from '../webhook/path.ts'
import { fill, type Texts } from './texts/texts.ts'

/** The settings of the channel, as reported by LINE. */
export interface ChannelStatus {
  /**
   * Whether LINE accepts the channel access token. `forbidden`: LINE does not allow the call, and the token may be valid;
   * `not-issued`: LINE refused to issue one for the channel id and secret
   */
  accessToken: 'accepted' | 'refused' | 'forbidden' | 'not-issued' | 'unknown'
  bot: { name: string; basicId: string; pictureUrl: string | null } | null
  /** by how many milliseconds LINE's clock is ahead of this machine's */
  clockSkewMs: number | undefined
  /** the registered webhook URL; null if there is none, undefined if unknown */
  endpoint: string | null | undefined
  /** whether "Use webhook" is on; null if unknown */
  useWebhook: boolean | null
  /** LINE's error message, redacted; with status null, the reason why there is no response from LINE */
  lineError: { status: number | null; message: string } | null
  /** the remedy if LINE cannot be reached, in English; undefined if the cause is unknown */
  remedy: string | undefined
}

/** Asks LINE for the bot's profile and webhook settings. */
export async function askLine(channel: Pick<ChannelClient, 'bot' | 'webhook'>): Promise<ChannelStatus> {
  const [bot, webhook] = await Promise.all([answerOf(channel.bot()), answerOf(channel.webhook())])
  const hasBot = !(bot instanceof LineError)
  const hasWebhook = !(webhook instanceof LineError)
  const error = [bot, webhook].find((answer) => answer instanceof LineError)
  return {
    accessToken: hasBot ? 'accepted' : verdictOn(bot),
    bot: hasBot ? botOf(bot.profile) : null,
    clockSkewMs: hasBot ? bot.clockSkewMs : undefined,
    endpoint: hasWebhook ? webhook?.endpoint || null : undefined,
    useWebhook: hasWebhook ? (webhook?.active ?? null) : null,
    lineError: error ? lineErrorOf(error) : null,
    remedy: error?.remedy
  }
}

function verdictOn({ status, notIssued }: LineError): ChannelStatus['accessToken'] {
  if (status === 403) return 'forbidden'
  if (notIssued) return 'not-issued'
  return status === 401 ? 'refused' : 'unknown'
}

/** Returns the message, with a status only if LINE responded with an error. */
export const lineErrorOf = ({ status, message }: LineError) => ({
  status: status === undefined || status < 300 ? null : status,
  message
})

const botOf = ({ displayName, basicId, pictureUrl }: BotProfile): ChannelStatus['bot'] => ({
  name: displayName,
  basicId,
  pictureUrl: pictureUrl && isPicture(pictureUrl) ? pictureUrl : null
})

/** The host is inserted into the page's CSP header, so it must not contain characters that end the directive. */
function isPicture(url: string): boolean {
  const parsed = URL.parse(url)
  return parsed?.protocol === 'https:' && /^[a-z0-9.-]+$/.test(parsed.hostname)
}

/** Which webhook URL is registered: the bot's own, another one, or none. */
export type Registered = 'this' | 'other' | 'none' | 'unknown'

/** @param isOwn whether an address is the bot's own */
export function registeredOf(
  endpoint: ChannelStatus['endpoint'],
  isOwn: (endpoint: string) => boolean
): Registered {
  if (endpoint === undefined) return 'unknown'
  if (endpoint === null) return 'none'
  return isOwn(endpoint) ? 'this' : 'other'
}

/** Whether the path of this URL is the bot's, with or without the trailing slash, on any host. */
export const isCallbackUrl = (url: string) => isCallbackPath(URL.parse(url)?.pathname ?? '')

/** The result of a check and its remedy, in the language of the texts. */
export interface Finding {
  state: 'done' | 'wrong' | 'todo' | 'unknown'
  found: string
  remedy?: string
  error?: ChannelStatus['lineError']
  /** where to change the setting */
  link?: { href: string; text: string }
}

/** The input of the checks. */
export interface Checked extends Pick<ChannelStatus, 'accessToken' | 'useWebhook' | 'lineError'> {
  bot: { name: string } | null
  registered: Registered
}

const CONSOLE = { href: 'https://developers.line.biz/console/', text: 'LINE Developers Console' }

/** Whether LINE accepts the bot's calls. */
export function checkAccessToken(channel: Checked, { steps }: Texts): Finding {
  const { accessToken, bot, lineError: error } = channel
  const wrong = { state: 'wrong', error, link: CONSOLE } as const
  const findings: Record<ChannelStatus['accessToken'], Finding> = {
    accepted: { state: 'done', found: fill(steps.tokenAccepted, { name: bot?.name ?? '' }) },
    refused: { ...wrong, found: steps.tokenRefused, remedy: steps.tokenRefusedFix },
    forbidden: { ...wrong, found: steps.tokenForbidden, remedy: steps.tokenForbiddenFix },
    'not-issued': { ...wrong, found: steps.tokenNotIssued, remedy: steps.tokenNotIssuedFix },
    unknown: { state: 'unknown', found: steps.notKnown, remedy: steps.tokenUnknownFix, error }
  }
  return findings[accessToken]
}

/** Whether LINE sends webhooks to the bot. */
export function checkWebhookUrl({ accessToken, registered, lineError }: Checked, { steps }: Texts): Finding {
  const fix = { remedy: steps.urlFix, link: CONSOLE }
  const error = accessToken === 'accepted' ? lineError : null // otherwise the check of the token reports it
  const findings: Record<Registered, Finding> = {
    this: { state: 'done', found: steps.urlDone },
    other: { state: 'wrong', found: steps.urlOther, ...fix },
    none: { state: 'todo', found: steps.urlNone, ...fix },
    unknown: { state: 'unknown', found: steps.notKnown, error, ...fix }
  }
  return findings[registered]
}

/** Whether LINE sends webhooks at all. */
export function checkUseWebhook({ registered, useWebhook }: Checked, { steps }: Texts): Finding {
  if (useWebhook) return { state: 'done', found: steps.useDone }
  return {
    state: registered === 'unknown' ? 'unknown' : 'todo',
    found: useWebhook === false ? steps.useOff : steps.notKnown,
    remedy: steps.useFix,
    link: CONSOLE
  }
}
