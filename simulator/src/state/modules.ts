import type * as webhook from '../openapi/webhook.ts'

/** Whether the channel, as a module channel, is attached to the bot: `module` events and the bot itself change it. */
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
