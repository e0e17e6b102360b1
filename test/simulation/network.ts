import { AsyncLocalStorage } from 'node:async_hooks'
import { subscribe } from 'node:diagnostics_channel'
import type { Socket } from 'node:net'
import type { ApiCallbacks } from './simulated-line.ts'

/** The ways out of one simulated process. */
export interface Network {
  /** to LINE */
  send(path: string, body: string, callbacks: ApiCallbacks): void
  /** It opens a connection, which can only be one to Redis. */
  onSocket(socket: Socket): void
}

/** Whose code is running, of the processes that live in this one. */
export const network = new AsyncLocalStorage<Network>()

subscribe('net.client.socket', (message) => {
  network.getStore()?.onSocket((message as { socket: Socket }).socket)
})
