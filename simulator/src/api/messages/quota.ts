import type * as messagingApi from '../../openapi/messaging-api.ts'
import type { OperationId } from '../../openapi/operations.ts'
import { dayOf, type SendingKind } from '../../state/outbox.ts'
import { dayIn } from '../days.ts'
import type { Api } from '../operation.ts'
import { pageOf } from '../pages.ts'

const COUNTED = {
  getNumberOfSentReplyMessages: 'reply',
  getNumberOfSentPushMessages: 'push',
  getNumberOfSentMulticastMessages: 'multicast',
  getNumberOfSentBroadcastMessages: 'broadcast',
  getPNPMessageStatistics: 'pnp'
} as const satisfies Partial<Record<OperationId, SendingKind>>

/** The first day with statistics at LINE. */
const FIRST_DAY = '20180331'

/** Quota and consumption. https://developers.line.biz/en/reference/messaging-api/#get-quota */
export function quota({ operation, channel: { outbox, settings, now } }: Api): void {
  operation('getMessageQuota', {}, (): messagingApi.MessageQuotaResponse => {
    const value = settings.monthlyQuota
    return value === null ? { type: 'none' } : { type: 'limited', value }
  })

  operation('getMessageQuotaConsumption', {}, () => ({ totalUsage: outbox.totalUsage() }))

  // LINE has the count of a day when it is over.
  for (const [id, kind] of Object.entries(COUNTED) as [keyof typeof COUNTED, SendingKind][]) {
    operation(id, {}, ({ query }): messagingApi.NumberOfMessagesResponse => {
      const day = dayIn(query, 'date')
      if (day < FIRST_DAY) return { status: 'out_of_service' }
      if (day >= dayOf(now())) return { status: 'unready' }
      return { status: 'ready', success: outbox.sentOn(kind, day) }
    })
  }

  operation('getAggregationUnitUsage', {}, () => ({ numOfCustomAggregationUnits: outbox.units().length }))

  operation('getAggregationUnitNameList', {}, ({ query }) => {
    const { items, next } = pageOf(outbox.units(), { query, default: 100, max: 100 })
    return { customAggregationUnits: items, ...(next && { next }) }
  })
}
