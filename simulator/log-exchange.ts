import type { Logger } from 'pino'
import type { Exchange } from './platform/exchanges.ts'

/** A line for each exchange that is over; what failed is a warning. */
export function logExchange(log: Logger, exchange: Exchange): void {
  if (exchange.kind === 'api') {
    const { method, path, status, ms } = exchange
    const failed = typeof status === 'string' || status >= 400
    log[failed ? 'warn' : 'info'](
      { ms },
      `${method} ${path} -> ${status}${failed ? ` ${wordsOf(exchange.response)}` : ''}`
    )
    return
  }
  const { ms, reason, detail, status, attempt } = exchange
  if (ms === undefined) return // under way
  const what = `webhook${attempt > 1 ? ` (delivery ${attempt})` : ''}: ${kindsOf(exchange.body) || 'no events'}`
  log[reason ? 'warn' : 'info']({ ms }, `${what} -> ${reason ? `${reason}: ${detail}` : status}`)
}

function kindsOf(body: string): string {
  const { events } = JSON.parse(body) as { events: { type: string; message?: { type: string } }[] }
  return events.map(({ type, message }) => (message ? `${type}.${message.type}` : type)).join(', ')
}

function wordsOf(response: string): string {
  try {
    const { message, error_description: description } = JSON.parse(response)
    return message ?? description
  } catch {
    return ''
  }
}
