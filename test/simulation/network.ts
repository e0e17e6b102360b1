import { AsyncLocalStorage } from 'node:async_hooks'
import type { ApiCallbacks } from './simulated-line.ts'

/** The way from one simulated process to LINE. */
export interface Network {
  send(path: string, body: string, callbacks: ApiCallbacks): void
}

/** Whose code is running, of the processes that live one after the other in this one. */
export const network = new AsyncLocalStorage<Network>()
