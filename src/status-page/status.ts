import type { ActivityFailureReason, LastActivity } from '../inbox/last-activity.ts'
import type { ChannelClient } from '../line/line.ts'
import { redact } from '../log/redact.ts'
import { askLine, type LineFacts } from './line-facts.ts'

/** Something that keeps messages from being answered now. */
export type Problem =
  /** webhooks are refused: `refusing` says why */
  | 'refusing'
  /** no webhook and no reply was good since `lastFailure` */
  | 'failure'
  /** no webhook was good since the last one whose signature is wrong: the channel secret may be */
  | 'signature'

/** What is known of the bot: facts, without a secret, a user or a message. `GET /status` shows it as JSON. */
export interface Status {
  /** the webhook URL to register, as this request sees it; null when its address is none */
  webhookUrl: string | null
  /** whether another LINE Platform than LINE's own is used: a simulator */
  simulator: boolean
  accessToken: LineFacts['accessToken']
  /** no link to add it as a friend where LINE is a simulator: at LINE the name is a stranger's */
  bot: { name: string; addFriendUrl: string | null; pictureUrl: string | null } | null
  /** what LINE has for a webhook URL: this one, another one, none */
  registered: 'this' | 'other' | 'none' | 'unknown'
  useWebhook: LineFacts['useWebhook']
  lineError: LineFacts['error']
  /** what leads the page, the most urgent one first */
  problems: Problem[]
  /** why webhooks are refused now, in English, with what to do; null when they are taken */
  refusing: string | null
  lastWebhookSecondsAgo: number | null
  lastReplySecondsAgo: number | null
  /** `status` and `message` are LINE's, where it answered */
  lastFailure: {
    secondsAgo: number
    reason: ActivityFailureReason
    status: number | null
    message: string | null
  } | null
  /** when a request came whose signature is wrong: LINE's, if the channel secret is wrong, or a stranger's */
  lastSignatureMismatchSecondsAgo: number | null
}

export interface StatusOptions {
  channel: Pick<ChannelClient, 'bot' | 'webhook'>
  activity: () => Readonly<LastActivity>
  /** why the inbox accepts no webhooks, or undefined */
  unavailableReason: () => string | undefined
  /** whether LINE is a simulator */
  simulator: boolean
  /** how often LINE is asked at most, in milliseconds, whoever reloads */
  askEveryMs?: number
}

/** Gathers the facts. LINE is asked when somebody looks, and what it said is good for a minute. */
export function createStatus({
  channel,
  activity,
  unavailableReason,
  simulator,
  askEveryMs = 60_000
}: StatusOptions) {
  let askedAt = Number.NEGATIVE_INFINITY
  let answer: Promise<LineFacts> | undefined

  function lineFacts(): Promise<LineFacts> {
    if (!answer || performance.now() - askedAt >= askEveryMs) {
      askedAt = performance.now()
      answer = askLine(channel)
    }
    return answer
  }

  /** @param webhookUrl the bot's own, as the reader's request says */
  return async function status(webhookUrl: string | null): Promise<Status> {
    const { bot, endpoint, error, ...line } = await lineFacts()
    const last = activity()
    const refusing = unavailableReason() ?? null
    return {
      webhookUrl,
      simulator,
      ...line,
      bot: bot && {
        name: bot.name,
        addFriendUrl: simulator ? null : `https://line.me/R/ti/p/${encodeURIComponent(bot.basicId)}`,
        pictureUrl: bot.pictureUrl
      },
      registered: registeredOf(endpoint, webhookUrl),
      lineError: error,
      problems: problemsOf(refusing, last),
      refusing,
      lastWebhookSecondsAgo: secondsSince(last.webhookAt),
      lastReplySecondsAgo: secondsSince(last.replyAt),
      lastFailure: failureOf(last),
      lastSignatureMismatchSecondsAgo: secondsSince(last.signatureMismatchAt)
    }
  }
}

function problemsOf(refusing: string | null, activity: Readonly<LastActivity>): Problem[] {
  const { webhookAt = 0, replyAt = 0, failure, signatureMismatchAt = 0 } = activity
  const problems: Problem[] = []
  if (refusing !== null) problems.push('refusing')
  if (failure && failure.at >= Math.max(webhookAt, replyAt)) problems.push('failure')
  if (signatureMismatchAt > webhookAt) problems.push('signature')
  return problems
}

function failureOf({ failure }: Readonly<LastActivity>): Status['lastFailure'] {
  if (!failure) return null
  const { at, reason, status = null, message } = failure
  return { secondsAgo: secondsSince(at) ?? 0, reason, status, message: message ? redact(message) : null }
}

function registeredOf(endpoint: LineFacts['endpoint'], webhookUrl: string | null): Status['registered'] {
  if (endpoint === undefined) return 'unknown'
  if (endpoint === null) return 'none'
  return isSameAddress(endpoint, webhookUrl) ? 'this' : 'other'
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
