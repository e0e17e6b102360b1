import type { ActivityFailureReason, RecentActivity } from '../inbox/recent-activity.ts'
import type { ChannelClient } from '../line/line.ts'
import { askLine, type ChannelStatus, type Registered, registeredOf } from '../setup/checks.ts'

/** A problem that currently prevents replies. */
export type Problem =
  /** webhooks are refused: `refusing` has the reason */
  | 'refusing'
  /** no reply has succeeded since `lastFailure` */
  | 'failure'
  /** since the last wrong signature, no webhook with a valid one has arrived: the channel secret may be wrong */
  | 'signature'

/** The state of the bot, without secrets, user data or messages. `GET /status` sends it as JSON. */
export interface Status extends Pick<ChannelStatus, 'accessToken' | 'useWebhook' | 'lineError'> {
  /** the webhook URL to register, according to this request; null if the request's host is invalid */
  webhookUrl: string | null
  /** whether LINE_API_BASE_URL names another host than LINE's, such as a simulator */
  simulator: boolean
  /** without a link to add the bot if the host is not LINE's, because at LINE its id belongs to another account */
  bot: { name: string; addFriendUrl: string | null; pictureUrl: string | null } | null
  registered: Registered
  /** the problems at the top of the page, the most urgent one first */
  problems: Problem[]
  /** why webhooks are refused now, with the remedy, in English; null if they are accepted */
  refusing: string | null
  lastWebhookSecondsAgo: number | null
  lastReplySecondsAgo: number | null
  /** `status` and `message` are LINE's; null if it did not respond */
  lastFailure: {
    secondsAgo: number
    reason: ActivityFailureReason
    status: number | null
    message: string | null
  } | null
  /** the last request with a wrong signature, which is from LINE if the channel secret is wrong */
  lastSignatureMismatchSecondsAgo: number | null
}

export interface StatusOptions {
  channel: Pick<ChannelClient, 'bot' | 'webhook'>
  activity: () => Readonly<RecentActivity>
  /** returns why the inbox accepts no webhooks; undefined if it does */
  unavailableReason: () => string | undefined
  /** see `Status` */
  simulator: boolean
}

/** Minimum time between requests to LINE, however often the page is loaded. */
const ASK_EVERY_MS = 60_000

/** Returns a function that reads the status. */
export function createStatus({ channel, activity, unavailableReason, simulator }: StatusOptions) {
  let askedAt = Number.NEGATIVE_INFINITY
  let answer: Promise<ChannelStatus> | undefined

  function channelStatus(): Promise<ChannelStatus> {
    if (!answer || performance.now() - askedAt >= ASK_EVERY_MS) {
      askedAt = performance.now()
      answer = askLine(channel)
    }
    return answer
  }

  /** @param webhookUrl the bot's own, according to the reader's request */
  return async function status(webhookUrl: string | null): Promise<Status> {
    const { accessToken, bot, endpoint, useWebhook, lineError } = await channelStatus()
    const last = activity()
    const refusing = unavailableReason() ?? null
    return {
      webhookUrl,
      simulator,
      accessToken,
      bot: bot && {
        name: bot.name,
        addFriendUrl: simulator ? null : `https://line.me/R/ti/p/${encodeURIComponent(bot.basicId)}`,
        pictureUrl: bot.pictureUrl
      },
      registered: registeredOf(endpoint, (registered) => isSameAddress(registered, webhookUrl)),
      useWebhook,
      lineError,
      problems: problemsOf(refusing, last),
      refusing,
      lastWebhookSecondsAgo: secondsSince(last.webhookAt),
      lastReplySecondsAgo: secondsSince(last.replyAt),
      lastFailure: failureOf(last),
      lastSignatureMismatchSecondsAgo: secondsSince(last.signatureMismatchAt)
    }
  }
}

function problemsOf(refusing: string | null, activity: Readonly<RecentActivity>): Problem[] {
  const { webhookAt = 0, replyAt = 0, failure, signatureMismatchAt = 0 } = activity
  const problems: Problem[] = []
  if (refusing !== null) problems.push('refusing')
  if (failure && failure.at >= replyAt) problems.push('failure')
  if (signatureMismatchAt > webhookAt) problems.push('signature')
  return problems
}

function failureOf({ failure }: Readonly<RecentActivity>): Status['lastFailure'] {
  if (!failure) return null
  const { at, reason, status = null, message = null } = failure
  return { secondsAgo: secondsSince(at) ?? 0, reason, status, message }
}

/** Compares two addresses, ignoring a trailing slash. */
function isSameAddress(endpoint: string, webhookUrl: string | null): boolean {
  const [one, other] = [URL.parse(endpoint), URL.parse(webhookUrl ?? '')]
  if (!one || !other) return false
  const path = ({ pathname }: URL) => pathname.replace(/\/$/, '')
  return one.host === other.host && one.protocol === other.protocol && path(one) === path(other)
}

const secondsSince = (at: number | undefined) =>
  at === undefined ? null : Math.max(0, Math.round((performance.now() - at) / 1_000))
