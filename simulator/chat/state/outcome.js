import { eventsOf, isOver, repliesTo } from './events.js'
import { changesIn, state } from './store.js'

/** A bot may answer the webhook first and reply then: only after so many milliseconds there is no reply. */
const PATIENCE = 2_500

const TONES = {
  replied: 'good',
  ignored: 'quiet',
  duplicate: 'quiet',
  stored: 'quiet',
  postponed: 'warn',
  unconfirmed: 'warn',
  rejected: 'bad',
  failed: 'bad'
}

/**
 * What became of an event in one of its deliveries, as far as it is known: in the playground by the bot's own log, else
 * by what went over the wire.
 *
 * @returns {{label: string, tone: 'good'|'quiet'|'warn'|'bad', words?: string} | undefined}
 */
export function outcomeOf(webhook, event) {
  const logged = webhook.outcomes?.[event.webhookEventId]
  if (logged) {
    const { outcome, reason, words } = logged
    return { label: reason ? `${outcome}: ${reason}` : outcome, tone: TONES[outcome] ?? 'quiet', words }
  }
  if (!isOver(webhook) || webhook.reason || !event.replyToken) return
  if (webhook.signed && webhook.signed !== 'good') return
  const replies = repliesTo(event).filter(({ status }) => status === 200)
  if (replies.some(({ id }) => id > webhook.id)) return { label: 'replied', tone: 'good' }
  if (state.bot) return // its log will say
  if (replies.length > 0) return { label: 'not replied to again', tone: 'quiet' }
  const age = Date.now() - webhook.at - webhook.ms
  if (age >= PATIENCE) return { label: 'no reply', tone: 'quiet' }
  changesIn(PATIENCE - age)
}

/** The outcomes of all events of a webhook, each label once. */
export function outcomesOf(webhook) {
  const byLabel = new Map()
  for (const event of eventsOf(webhook)) {
    const outcome = outcomeOf(webhook, event)
    if (!outcome) continue
    const same = byLabel.get(outcome.label)
    byLabel.set(outcome.label, { ...outcome, count: (same?.count ?? 0) + 1 })
  }
  return [...byLabel.values()]
}
