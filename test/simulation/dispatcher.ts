/** Stands in for `src/line/dispatcher.ts` in the simulation: an undici dispatcher whose network is simulated. */
import { type Dispatcher, errors } from 'undici'
import { type Network, network } from './network.ts'

export function createDispatcher(): Dispatcher {
  const way = network.getStore()
  if (!way) throw new Error('outside of a simulated process')
  return {
    dispatch: (options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler) => {
      dispatch(way, options, handler)
      return true
    },
    close: async () => {},
    destroy: async () => {}
  } as unknown as Dispatcher // what the HTTP client uses of it
}

function dispatch(
  way: Network,
  { path, body }: Dispatcher.DispatchOptions,
  handler: Dispatcher.DispatchHandler
): void {
  let isAborted = false
  const controller = { abort: () => (isAborted = true) } as unknown as Dispatcher.DispatchController
  const callbacks = {
    onResponse(status: number, json: unknown) {
      if (isAborted) return false
      handler.onResponseStart?.(controller, status, { 'content-type': 'application/json' })
      handler.onResponseData?.(controller, Buffer.from(JSON.stringify(json)))
      handler.onResponseEnd?.(controller, {})
      return true
    },
    onBroken(wasSent: boolean) {
      if (isAborted) return
      handler.onResponseError?.(controller, wasSent ? new errors.SocketError('other side closed') : refused())
    }
  }
  way.send(path, String(body), { ...callbacks, onSent: () => handler.onRequestStart?.(controller, {}) })
}

const refused = () => Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })

export function routeFetchThroughProxy(): void {}
