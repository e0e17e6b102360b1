import type * as webhook from '../openapi/webhook.ts'

/** Whether the module channel is attached to the bot. `module` events and calls of `detachModule` change it. */
export function createModules() {
  let isAttached = true

  return {
    isAttached: (): boolean => isAttached,
    detach(): void {
      isAttached = false
    },
    take(event: webhook.Event): void {
      if (event.type === 'module') isAttached = event.module.type === 'attached'
    }
  }
}
