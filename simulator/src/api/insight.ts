import type * as openapi from '../openapi/insight.ts'
import { dayOf, type SendingKind } from '../state/outbox.ts'
import { isReachable } from '../state/people.ts'
import { dayIn } from './days.ts'
import { invalidParameter, Refusal } from './errors.ts'
import type { Api, Call } from './operation.ts'
import { findRichMenu } from './rich-menus/rich-menus.ts'

/** The first day with statistics at LINE. */
const FIRST_DAY = '20161101'

/**
 * Statistics about messages and friends. LINE provides figures about views and taps only if at least 20 users are involved, which
 * never happens in the simulator.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#get-insight
 */
export function insight({ operation, channel }: Api): void {
  const { outbox, people, now } = channel

  /** Statistics of a day are available when it is over. */
  function statusOf(day: string): 'ready' | 'unready' | 'out_of_service' {
    if (day < FIRST_DAY) return 'out_of_service'
    return day < dayOf(now()) ? 'ready' : 'unready'
  }

  operation('getNumberOfMessageDeliveries', {}, ({ query }): openapi.GetNumberOfMessageDeliveriesResponse => {
    const day = dayIn(query, 'date')
    const status = statusOf(day)
    if (status !== 'ready') return { status }
    const sent = (kind: SendingKind) => outbox.sentOn(kind, day)
    return {
      status,
      apiBroadcast: sent('broadcast'),
      apiPush: sent('push'),
      apiMulticast: sent('multicast'),
      apiNarrowcast: sent('narrowcast'),
      apiReply: sent('reply')
    }
  })

  operation('getNumberOfFollowers', {}, ({ query }): openapi.GetNumberOfFollowersResponse => {
    const status = statusOf(query.date === undefined ? dayOf(now() - 86_400_000) : dayIn(query, 'date'))
    if (status !== 'ready') return { status }
    return {
      status,
      followers: people.users.filter(({ friend }) => friend).length,
      targetedReaches: people.users.filter(isReachable).length,
      blocks: people.users.filter(({ blocked }) => blocked).length
    }
  })

  operation('getFriendsDemographics', {}, () => ({ available: false }))

  operation('getMessageEvent', {}, ({ query }) => {
    if (!query.requestId) throw new Refusal(invalidParameter('requestId'))
    return {
      overview: { requestId: query.requestId, ...NOTHING_SEEN },
      messages: [],
      clicks: []
    }
  })

  operation('getStatisticsPerUnit', {}, ({ query }) => {
    if (!/^[a-zA-Z0-9_]{1,30}$/.test(query.customAggregationUnit ?? '')) {
      throw new Refusal(invalidParameter('customAggregationUnit'))
    }
    periodIn(query)
    return { overview: NOTHING_SEEN, messages: [], clicks: [] }
  })

  for (const id of ['getRichMenuInsightSummary', 'getRichMenuInsightDaily'] as const) {
    operation(id, {}, ({ params, query }) => {
      periodIn(query)
      return { richMenuId: findRichMenu(channel.richMenus, params).menu.richMenuId }
    })
  }
}

const NOTHING_SEEN = {
  uniqueImpression: null,
  uniqueClick: null,
  uniqueMediaPlayed: null,
  uniqueMediaPlayed100Percent: null
}

function periodIn(query: Call['query']): void {
  if (dayIn(query, 'from') > dayIn(query, 'to')) throw new Refusal(invalidParameter('to'))
}
