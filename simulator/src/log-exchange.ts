import type { Logger } from 'pino'
import type { Exchange } from './state/exchanges.ts'

/** Logs one line per exchange when it is complete; failures are warnings. */
export function createExchangeLog(log: Logger): (exchange: Exchange) => void {
  const logged = new WeakSet<Exchange>() // the listener is called again when an exchange changes
  return (exchange) => {
    if (logged.has(exchange) || (exchange.kind === 'webhook' && exchange.ms === undefined)) return
    logged.add(exchange)
    logExchange(log, exchange)
  }
}

function logExchange(log: Logger, exchange: Exchange): void {
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
