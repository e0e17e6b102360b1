import type { ActivityFailureReason, RecentActivity } from '../inbox/recent-activity.ts'
import type { ChannelClient } from '../line/line.ts'
import { askLine, type ChannelStatus, type Registered, registeredOf } from '../setup/checks.ts'

/** Something that keeps messages from being replied to now. */
export type Problem =
  /** webhooks are refused: `refusing` has the reason */
  | 'refusing'
  /** no reply succeeded since `lastFailure` */
  | 'failure'
  /** no webhook with a valid signature came since the last one with a wrong signature: the channel secret may be wrong */
  | 'signature'

/** The state of the bot, without secrets, users or messages. `GET /status` sends it as JSON. */
export interface Status extends Pick<ChannelStatus, 'accessToken' | 'useWebhook' | 'lineError'> {
  /** the webhook URL to register, as this request sees it; null when the request's address is invalid */
  webhookUrl: string | null
  /** whether LINE_API_BASE_URL names another host than LINE's, such as a simulator */
  simulator: boolean
  /** without a link to add the bot when the host is not LINE's: at LINE its id belongs to somebody else */
  bot: { name: string; addFriendUrl: string | null; pictureUrl: string | null } | null
  registered: Registered
  /** what leads the page, the most urgent one first */
  problems: Problem[]
  /** why webhooks are refused now, with the remedy, in English; null when they are accepted */
  refusing: string | null
  lastWebhookSecondsAgo: number | null
  lastReplySecondsAgo: number | null
  /** `status` and `message` are LINE's, where it responded */
  lastFailure: {
    secondsAgo: number
    reason: ActivityFailureReason
    status: number | null
    message: string | null
  } | null
  /** the last request with a wrong signature: LINE's, if the channel secret is wrong, otherwise somebody else's */
  lastSignatureMismatchSecondsAgo: number | null
}

export interface StatusOptions {
  channel: Pick<ChannelClient, 'bot' | 'webhook'>
  activity: () => Readonly<RecentActivity>
  /** why the inbox accepts no webhooks; undefined when it does */
  unavailableReason: () => string | undefined
  /** see `Status` */
  simulator: boolean
}

/** The shortest time between two questions to LINE, however often the page is loaded. */
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

  /** @param webhookUrl the bot's own, as the reader's request sees it */
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

/** With or without the last slash it is the same address. */
function isSameAddress(endpoint: string, webhookUrl: string | null): boolean {
  const [one, other] = [URL.parse(endpoint), URL.parse(webhookUrl ?? '')]
  if (!one || !other) return false
  const path = ({ pathname }: URL) => pathname.replace(/\/$/, '')
  return one.host === other.host && one.protocol === other.protocol && path(one) === path(other)
}

const secondsSince = (at: number | undefined) =>
  at === undefined ? null : Math.max(0, Math.round((performance.now() - at) / 1_000))
