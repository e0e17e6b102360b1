import { sharedNames, strict } from './ajv.ts'
import { messageSchemas } from './message-types.ts'

let isStarted = false

/**
 * Compiles the schemas of all messages in advance, so that the bot's first message is not delayed. It yields to the
 * event loop after each schema. Only the first call in a process has an effect. It does not keep the process alive.
 */
export function compileAhead(): void {
  if (isStarted) return
  isStarted = true
  const steps = [
    ...sharedNames.map((name) => () => strict.getSchema(name)),
    ...messageSchemas.map((schema) => () => strict.compile(schema))
  ]
  function next(): void {
    const step = steps.shift()
    if (!step) return
    step()
    setTimeout(next, PAUSE_MS).unref()
  }
  setTimeout(next, PAUSE_MS).unref()
}

/** Leaves time for other work. */
const PAUSE_MS = 1
