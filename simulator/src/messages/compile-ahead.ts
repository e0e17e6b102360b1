import { sharedNames, strict } from './ajv.ts'
import { messageSchemas } from './message-types.ts'

let isStarted = false

/**
 * Compiles the schemas of all messages, one after the other with the event loop in between, so that no bot waits for it when
 * it sends its first message. Only the first call in a process does anything; the process can end before it is done.
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

/** Time for what came in meanwhile. */
const PAUSE_MS = 1
