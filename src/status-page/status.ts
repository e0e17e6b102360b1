import type { ActivityFailureReason, LastActivity } from '../inbox/last-activity.ts'
import type { Channel } from '../line/channel.ts'
import type { ChannelError } from '../line/channel-error.ts'

/** What is known of the bot: facts, without a secret, a user or a message. `GET /status` shows it as JSON. */
export interface Status {
  /** the webhook URL to register, as this request sees it; null when its address is none */
  webhookUrl: string | null
  /** whether LINE accepts the channel access token; `not-issued`: LINE issues none for the channel id and secret */
  accessToken: 'accepted' | 'refused' | 'not-issued' | 'unknown'
  bot: { name: string; addFriendUrl: string; pictureUrl: string | null } | null
  /** what LINE has for a webhook URL: this one, another one, none */
  registered: 'this' | 'other' | 'none' | 'unknown'
  /** whether "Use webhook" is on */
  useWebhook: boolean | null
  lastWebhookSecondsAgo: number | null
  lastReplySecondsAgo: number | null
  lastFailure: { secondsAgo: number; reason: ActivityFailureReason; status: number | null } | null
  /** when a request came whose signature is wrong: LINE's, if the channel secret is wrong, or a stranger's */
  lastSignatureMismatchSecondsAgo: number | null
}

/** What LINE said the last time it was asked. */
interface Answer {
  accessToken: Status['accessToken']
  bot: Status['bot']
  endpoint: string | undefined
  known: boolean
  active: boolean | undefined
}

export interface StatusOptions {
  channel: Pick<Channel, 'bot' | 'webhook'>
  activity: () => Readonly<LastActivity>
  /** how often LINE is asked at most, in milliseconds, whoever reloads */
  askEvery?: number
}

/** Gathers the facts. LINE is asked when somebody looks, and what it said is good for a minute. */
export function createStatus({ channel, activity, askEvery = 60_000 }: StatusOptions) {
  let asked = Number.NEGATIVE_INFINITY
  let answer: Promise<Answer> | undefined

  function askLine(): Promise<Answer> {
    if (!answer || performance.now() - asked >= askEvery) {
      asked = performance.now()
      answer = ask(channel)
    }
    return answer
  }

  /** @param webhookUrl the bot's own, as the reader's request says */
  return async function status(webhookUrl: string | null): Promise<Status> {
    const { accessToken, bot, endpoint, known, active } = await askLine()
    const { webhookAt, replyAt, failure, signatureMismatchAt } = activity()
    const registered = endpoint
      ? isSame(endpoint, webhookUrl)
        ? 'this'
        : 'other'
      : known
        ? 'none'
        : 'unknown'
    return {
      webhookUrl,
      accessToken,
      bot,
      registered,
      useWebhook: active ?? null,
      lastWebhookSecondsAgo: secondsSince(webhookAt),
      lastReplySecondsAgo: secondsSince(replyAt),
      lastFailure: failure
        ? {
            secondsAgo: secondsSince(failure.at) ?? 0,
            reason: failure.reason,
            status: failure.status ?? null
          }
        : null,
      lastSignatureMismatchSecondsAgo: secondsSince(signatureMismatchAt)
    }
  }
}

async function ask(channel: StatusOptions['channel']): Promise<Answer> {
  const [bot, webhook] = await Promise.allSettled([channel.bot(), channel.webhook()])
  const answer: Answer = {
    accessToken: 'unknown',
    bot: null,
    endpoint: undefined,
    known: webhook.status === 'fulfilled',
    active: undefined
  }
  if (bot.status === 'fulfilled') {
    const { displayName, basicId, pictureUrl } = bot.value.profile
    answer.accessToken = 'accepted'
    answer.bot = {
      name: displayName,
      addFriendUrl: `https://line.me/R/ti/p/${encodeURIComponent(basicId)}`,
      pictureUrl: URL.parse(pictureUrl ?? '')?.protocol === 'https:' ? String(pictureUrl) : null
    }
  } else {
    const { notIssued, status = 0 } = bot.reason as ChannelError
    if (notIssued) answer.accessToken = 'not-issued'
    else if ([401, 403].includes(status)) answer.accessToken = 'refused'
  }
  if (webhook.status === 'fulfilled' && webhook.value) {
    answer.endpoint = webhook.value.endpoint
    answer.active = webhook.value.active
  }
  return answer
}

/** With or without the last slash it is the same address. */
function isSame(endpoint: string, webhookUrl: string | null): boolean {
  const [one, other] = [URL.parse(endpoint), URL.parse(webhookUrl ?? '')]
  if (!one || !other) return false
  const path = ({ pathname }: URL) => pathname.replace(/\/$/, '')
  return one.host === other.host && one.protocol === other.protocol && path(one) === path(other)
}

const secondsSince = (at: number | undefined) =>
  at === undefined ? null : Math.max(0, Math.round((Date.now() - at) / 1_000))
